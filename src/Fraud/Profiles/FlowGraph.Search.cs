using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Fraud.Profiles;

/// <summary>Reading: following money backwards from a row's payer, breadth first, newest transfers first.</summary>
sealed unsafe partial class FlowGraph
{
    /// <summary>The longest way that is looked for, in transfers.</summary>
    public const int MostHops = 5;

    /// <summary>
    /// Transfers and accounts looked at for one number. Seldom more than a handful: of what an account received, only amounts that this transfer may have come from are followed.
    /// </summary>
    public const int Budget = 256;

    /// <summary>
    /// A transfer may be 2 % larger than the one before: amounts of two currencies are compared at the rates of their own days, which differ by a percent or two within a week.
    /// What is larger still is other money too.
    /// </summary>
    public const int MostMillionths = 1_020_000;

    const int Whole = 1_000_000;

    /// <summary>A transfer on a way, found from the one that follows it.</summary>
    struct Step
    {
        public long Payer, Amount, Ticks;
        /// <summary>The one agent passed so far from here to the row; 0 when none is known.</summary>
        public long Agent;
        public int Next;
        /// <summary>Transfers from here to the row, both included.</summary>
        public int Hops;
        public bool TwoAgents;
    }

    /// <summary>Every step but the first was looked at.</summary>
    readonly Step[] _steps = new Step[Budget + 1];

    /// <summary>
    /// For each row at work, in order: reads what is asked into the output columns, then records it among the attempts, unless it repeats an earlier message. So a row does not see
    /// itself, and later rows see it.
    /// </summary>
    public void Observe(ColumnBatch batch, int stratum)
    {
        if (stratum != _spec.Stratum) return;
        bool attempts = _spec.Ledger == Ledger.Attempts, fetched = batch.Rows - batch.From <= ProfileTable.FewRows;
        fixed (long* values = batch.Values)
            for (int row = batch.From; row < batch.Rows; row++)
            {
                if (!fetched) FetchAhead(values + _spec.PayerColumn * ColumnBatch.Stride, row, batch.From, batch.Rows);
                foreach (FlowQuery query in _queries) Read(batch, values + row, row, query);
                if (attempts && !batch.Duplicate[row]) Record(values + row, batch.Ticks[row]);
            }
    }

    void Read(ColumnBatch batch, long* row, int index, FlowQuery query)
    {
        long payer = row[_spec.PayerColumn * ColumnBatch.Stride], payee = row[_spec.PayeeColumn * ColumnBatch.Stride], amount = row[_spec.AmountColumn * ColumnBatch.Stride];
        bool approximate = false;
        if (!IsPresent(payer) || !IsPresent(payee)) batch.SetUnknown(query.Output, index, UnknownReason.FieldAbsent);
        else if (amount == ColumnBatch.Unknown) batch.SetUnknown(query.Output, index, batch.WhyAt(_spec.AmountColumn, index));
        else if (!IsHop(row)) row[query.Output * ColumnBatch.Stride] = 0;
        else
        {
            _steps[0] = new Step { Payer = payer, Amount = amount, Ticks = batch.Ticks[index], Agent = AgentOf(row), Hops = 1 };
            long found = Search(query, payee, ref approximate);
            if (found == ColumnBatch.Unknown) batch.SetUnknown(query.Output, index, UnknownReason.OverBudget);
            else row[query.Output * ColumnBatch.Stride] = found;
        }
        if (!approximate && !batch.AnyApproximate) return;
        batch.Approximate[query.Output * ColumnBatch.Stride + index] = approximate;
        batch.AnyApproximate |= approximate;
    }

    /// <summary>The number asked for; unknown when the budget was used up before it was certain.</summary>
    long Search(FlowQuery query, long payee, ref bool approximate)
    {
        bool cycle = query.Kind == FlowKind.Cycle;
        int looks = 0, steps = 1, longest = 1;
        long edge = _steps[0].Ticks - query.WindowTicks;
        for (int at = 0; at < steps; at++)
        {
            ref readonly Step step = ref _steps[at];
            if (++looks > Budget) return ColumnBatch.Unknown;
            int number = _index.Find(step.Payer);
            if (number == 0) continue;
            Account* account = At(number);
            long from = Math.Max(edge, step.Ticks - query.GapTicks);
            if (account->Newest <= from) continue;
            // What had to leave may have been a shorter way, or a longer one.
            approximate |= account->Dropped > from;
            (long least, long most) = Before(step.Amount, query.KeptMillionths);
            var received = (Received*)account->Transfers.Block;
            for (int i = EarlierThan(received, account->Transfers.Number, step.Ticks) - 1; i >= 0 && received[i].Ticks > from; i--)
            {
                if (++looks > Budget) return ColumnBatch.Unknown;
                ref readonly Received earlier = ref received[i];
                if (earlier.Amount < least || earlier.Amount > most) continue;
                int hops = step.Hops + 1;
                if (earlier.Payer == payee)
                {
                    if (cycle) return hops;
                    continue;
                }
                if (IsOnTheWay(at, earlier.Payer)) continue;
                bool two = step.TwoAgents || step.Agent != 0 && earlier.Agent != 0 && earlier.Agent != step.Agent;
                if (!cycle && (two || !query.TwoAgents) && hops > longest)
                {
                    longest = hops;
                    if (longest == query.Hops) return longest;
                }
                if (hops == query.Hops) continue;
                _steps[steps++] = new Step
                {
                    Payer = earlier.Payer, Amount = earlier.Amount, Ticks = earlier.Ticks, Agent = step.Agent != 0 ? step.Agent : earlier.Agent, Next = at, Hops = hops, TwoAgents = two,
                };
                _index.Prefetch(earlier.Payer);
            }
        }
        return cycle ? 0 : longest;
    }

    /// <summary>Between which amounts one lies that so much was passed on of.</summary>
    static (long Least, long Most) Before(long amount, int keptMillionths)
    {
        UInt128 whole = (UInt128)(ulong)amount * Whole;
        UInt128 least = (whole + (MostMillionths - 1)) / MostMillionths, most = whole / (uint)keptMillionths;
        return ((long)least, most > long.MaxValue ? long.MaxValue : (long)most);
    }

    /// <summary>How many of the transfers, which lie in the order of time, are earlier.</summary>
    static int EarlierThan(Received* received, int count, long ticks)
    {
        // Mostly all are: rows come in order.
        if (count == 0 || received[count - 1].Ticks < ticks) return count;
        int low = 0, high = count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (received[middle].Ticks < ticks) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    bool IsOnTheWay(int at, long account)
    {
        for (; ; at = _steps[at].Next)
        {
            if (_steps[at].Payer == account) return true;
            if (at == 0) return false;
        }
    }

    const int IndexAhead = 24, AccountAhead = 16, BlockAhead = 8;

    /// <summary>For up to <see cref="ProfileTable.FewRows"/> rows, the three steps of fetching ahead, each over all tables and graphs before the next.</summary>
    public void Fetch(ColumnBatch batch, int step)
    {
        if (!Sse.IsSupported) return;
        foreach (long payer in batch.Column(_spec.PayerColumn)) FetchStep(payer, step);
    }

    void FetchStep(long key, int step)
    {
        if (step == 0)
        {
            _index.Prefetch(key);
            return;
        }
        int number = IsPresent(key) ? _index.Guess(key) : 0;
        if (number == 0) return;
        Account* account = At(number);
        if (step == 1) Sse.Prefetch0(account);
        else FetchLatest(account);
    }

    /// <summary>The latest four transfers: more are seldom younger than the window.</summary>
    static void FetchLatest(Account* account)
    {
        byte* end = account->Transfers.Block + account->Transfers.Number * TransferBytes;
        Sse.Prefetch0(end - 1);
        Sse.Prefetch0(end - 2 * TransferBytes - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void FetchAhead(long* keys, int row, int from, int rows)
    {
        if (!Sse.IsSupported) return;
        if (row == from)
        {
            for (int i = from; i < Math.Min(from + IndexAhead, rows); i++) FetchStep(keys[i], 0);
            for (int i = from; i < Math.Min(from + AccountAhead, rows); i++) FetchStep(keys[i], 1);
            for (int i = from; i < Math.Min(from + BlockAhead, rows); i++) FetchStep(keys[i], 2);
        }
        if (row + IndexAhead < rows) FetchStep(keys[row + IndexAhead], 0);
        if (row + AccountAhead < rows) FetchStep(keys[row + AccountAhead], 1);
        if (row + BlockAhead < rows) FetchStep(keys[row + BlockAhead], 2);
    }
}
