using Fraud.Profiles;
using Fraud.Rules.Syntax;

namespace Fraud.Rules.Binding;

sealed partial class Binder
{
    static bool IsFlow(string function) => function is "cycle" or "chain";

    /// <summary><c>cycle(amount, 85%, 5)</c> and <c>chain(amount, 80%, 2h, creditor_agent)</c>, by payer, payee, over a window.</summary>
    Bound Flow(AggregateExpression a, Ledger ledger, Bound? where, List<Bound> keys, List<Bound> arguments)
    {
        if (keys is not [{ Type.Kind: RuleKind.Text } payer, { Type.Kind: RuleKind.Text } payee] || payer.Key == payee.Key)
            return Fail(a.Span, $"{a.Function} needs who pays and who is paid: by debtor, creditor");
        if (a.ReadAs.Count > 0) return Fail(a.Span, $"{a.Function} follows this message's own money; it takes no 'as'");
        if (a.Window is not { } window) return Fail(a.Span, $"{a.Function} needs a window, such as over 7d");
        if (arguments.Exists(x => x is BoundUnset)) return new BoundUnset(RuleType.Integer);
        switch (a.Function)
        {
            case "cycle" when arguments is [{ Type.Kind: RuleKind.Money or RuleKind.Integer } amount, BoundConstant share, BoundConstant { Type.Kind: RuleKind.Integer } hops]:
                if (Share(share) is not { } kept) return Fail(a.Arguments[1].Span, "the share that each hop keeps is above 0 and at most 100%, such as 85%");
                return hops.Value is >= 2 and <= FlowGraph.MostHops ? new BoundFlow(FlowKind.Cycle, ledger, where, payer, payee, amount, null, kept, (int)hops.Value, window.Ticks, window.Ticks)
                    : Fail(a.Arguments[2].Span, $"a cycle has 2 to {FlowGraph.MostHops} hops");
            case "chain" when arguments is [{ Type.Kind: RuleKind.Money or RuleKind.Integer } amount, BoundConstant share, BoundConstant { Type.Kind: RuleKind.Duration } gap, ..] && Agent(arguments) is var (agent, fits) && fits:
                if (Share(share) is not { } passed) return Fail(a.Arguments[1].Span, "the share that each hop keeps is above 0 and at most 100%, such as 80%");
                return gap.Value > 0 ? new BoundFlow(FlowKind.Chain, ledger, where, payer, payee, amount, agent, passed, FlowGraph.MostHops, gap.Value, window.Ticks)
                    : Fail(a.Arguments[2].Span, "the time between two hops is above 0, such as 2h");
        }
        return Fail(a.Span, $"{a.Function} takes {Signature(a.Function)}, found ({string.Join(", ", arguments.Select(x => Article(x.Type)))})");
    }

    /// <summary>Null when the constant is no share, or none that can be told from 0 in millionths.</summary>
    static double? Share(BoundConstant share) => share.Type == RuleType.Number && ColumnBatch.FromOrdered(share.Value) is >= 0.000_001 and <= 1 and var kept ? kept
        : share.Type == RuleType.Integer && share.Value == 1 ? 1 : null;

    static (Bound? Agent, bool Fits) Agent(List<Bound> arguments) => arguments switch
    {
        [_, _, _] => (null, true),
        [_, _, _, { Type.Kind: RuleKind.Text } agent] => (agent, true),
        _ => (null, false),
    };
}
