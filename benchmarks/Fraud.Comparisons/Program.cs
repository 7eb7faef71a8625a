namespace Fraud.Comparisons;

/// <summary><c>trees [--short]</c> compares models, everything else rules; <c>--short</c> takes fewer rounds, and of models only the large ones.</summary>
static class Program
{
    static int Main(string[] args) => args switch
    {
        ["trees", .. var options] => TreeComparison.Run(options),
        _ => RuleComparison.Run(args),
    };
}
