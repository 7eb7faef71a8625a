using System.CommandLine;
using Fraud.Cli.Replay;
using Fraud.Rules.Binding;

namespace Fraud.Cli.Commands;

/// <summary><c>--where</c>: which transfers a command takes, as a condition in the words of the rules.</summary>
sealed class WhereOption
{
    readonly Option<string?> _where = new("--where") { Description = "Take the transfers of which this is true, a condition in the words of the rules such as kind = \"p2p\"; the others only teach.", HelpName = "condition" };

    public Option Option => _where;

    public void AddTo(Command command) => command.Add(_where);

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_where) is not null;

    /// <summary>The policy with the condition as <see cref="RowCondition.Feature"/>, if there is one; false when it is none, and then the error stream says why.</summary>
    public bool TryAsk(ToolConsole console, ParseResult parsed, ref Policy policy)
    {
        if (parsed.GetValue(_where) is not { } where) return true;
        policy = policy.Asking(RowCondition.Feature, where);
        foreach (var finding in policy.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)) console.Error.WriteLine($"--where: {finding.Message}");
        if (!policy.IsUsable) return false;
        bool isCondition = policy.Pack!.Features.Single(f => f.Name == RowCondition.Feature).Value.Type.Kind == RuleKind.Boolean;
        if (!isCondition) console.Error.WriteLine("--where expects a condition, such as amount >= 100 USD");
        return isCondition;
    }
}
