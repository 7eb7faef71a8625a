using System.Numerics;
using Fraud.Profiles;

namespace Fraud.Tests.Profiles;

/// <summary>A transfer between accounts, which are small numbers; 0 is an absent account, an amount of null is not known.</summary>
public sealed record Flow(long Payer, long Payee, long? Amount, long Ticks, long Agent, bool Where = true, bool Duplicate = false);

/// <summary>What a graph answers, written as plainly as possible: all transfers in a list, and every way through them tried.</summary>
sealed class NaiveFlows(FlowSpec spec)
{
    readonly List<Flow> _flows = [];

    bool IsHop(Flow f) => f is { Payer: not 0, Payee: not 0, Amount: > 0 } && f.Payer != f.Payee && (spec.WhereColumn < 0 || f.Where);

    public void Record(Flow f)
    {
        if (IsHop(f)) _flows.Add(f);
    }

    /// <summary>Null when it is unknown.</summary>
    public long? Read(FlowQuery query, Flow f)
    {
        if (f.Payer == 0 || f.Payee == 0 || f.Amount is null) return null;
        if (!IsHop(f)) return 0;
        long best = query.Kind == FlowKind.Cycle ? 0 : 1;
        Follow([f]);
        return best;

        // The way so far, this transfer first and then backwards.
        void Follow(List<Flow> way)
        {
            if (way.Count == query.Hops) return;
            Flow next = way[^1];
            foreach (Flow earlier in _flows)
            {
                if (earlier.Payee != next.Payer || earlier.Ticks >= next.Ticks || earlier.Ticks <= f.Ticks - query.WindowTicks || earlier.Ticks <= next.Ticks - query.GapTicks) continue;
                BigInteger after = 1_000_000 * (BigInteger)next.Amount!.Value;
                if (after < query.KeptMillionths * (BigInteger)earlier.Amount!.Value || after > 1_020_000 * (BigInteger)earlier.Amount.Value) continue;
                List<Flow> longer = [.. way, earlier];
                if (earlier.Payer == f.Payee)
                {
                    if (query.Kind == FlowKind.Cycle && (best == 0 || longer.Count < best)) best = longer.Count;
                    continue;
                }
                if (way.Exists(w => w.Payer == earlier.Payer)) continue;
                int agents = longer.Select(w => w.Agent).Where(a => a != 0).Distinct().Count();
                if (query.Kind == FlowKind.Chain && (!query.TwoAgents || agents > 1)) best = Math.Max(best, longer.Count);
                Follow(longer);
            }
        }
    }
}
