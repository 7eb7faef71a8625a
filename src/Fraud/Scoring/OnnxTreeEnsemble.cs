namespace Fraud.Scoring;
sealed class OnnxTreeEnsemble(string file)
{
    public OnnxRead Read(OnnxAttributes attributes) => throw ModelFile.Fault(file, "later");
}
