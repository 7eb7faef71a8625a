namespace Fraud.Scoring;
sealed class OnnxModel(string file)
{
    public ModelContent Read(ReadOnlySpan<byte> bytes) => throw ModelFile.Fault(file, "ONNX");
}
