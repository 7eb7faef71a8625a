using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Rules.Facts;
using Fraud.Rules.Planning;
using Fraud.Rules.Program;
using Fraud.Triage;

namespace Fraud;

/// <summary>
/// Judges payment messages in the order they are given: bytes in, a decision with reasons out, nothing allocated per message. It remembers what it saw, in its own memory.
/// One engine belongs to one thread at a time. Equal policies, inputs and settlements give equal decisions, on any machine, one by one or in batches.
/// </summary>
public sealed class FraudEngine : IDisposable
{
    readonly RuleProgram _program;
    readonly ReferenceData _reference;
    readonly FactWriter _facts;
    readonly PageSource _memory;
    readonly ProfileTable[] _tables;
    readonly DuplicateGuard _duplicates;
    readonly Settlements _settlements;
    readonly long _tickTicks;
    readonly FinFields _fin = new(FinFields.DefaultCapacity);
    readonly List<DecisionPage> _pages = [];
    readonly MessageInput[] _single = new MessageInput[1];
    readonly Decision[] _singleDecision = new Decision[1];
    byte[] _singleBytes = new byte[4096];
    int _pagesInUse;
    long _lastId;
    long _newestTicks = long.MinValue;
    long _tick = long.MinValue;

    /// <summary>An engine with the standard pack "institution".</summary>
    public static FraudEngine Create(FraudOptions? options = null) => new(Policy.Institution, options);

    /// <summary>An engine for a policy.</summary>
    /// <exception cref="ArgumentException">The policy has errors (see <see cref="Policy.Diagnostics"/>), or an option is out of range.</exception>
    public FraudEngine(Policy policy, FraudOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        options ??= new FraudOptions();
        options.Validate();
        if (policy.Pack is null)
            throw new ArgumentException($"The policy has errors: {policy.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error)}", nameof(policy));
        var hasher = new KeyHasher(options.HashSecret.Span);
        _reference = policy.Reference;
        _program = RuleProgram.Compile(policy.Pack, hasher, policy.Hash);
        _facts = new FactWriter(_program, _reference, hasher);
        _memory = new PageSource(options.ReserveBytes);
        _tables = [.. _program.Tables.Select(spec => new ProfileTable(spec, options.ProfileBudgetBytes / _program.Tables.Count, _memory))];
        _duplicates = new DuplicateGuard(options.ProfileBudgetBytes / 16);
        _settlements = new Settlements(_program.SettledColumns, _program.NewBatch(), options.OpenDecisions);
        _tickTicks = options.Tick.Ticks;
    }

    /// <summary>Content hash of the rules and parameters, as decisions name it.</summary>
    public string Ruleset => _program.Hash;

    /// <summary>What the engine remembers.</summary>
    public EngineStatistics Statistics => new(_lastId, _tables.Sum(t => t.Keys), _tables.Sum(t => t.Bytes), _tables.Sum(t => t.Evicted), _settlements.Open, _settlements.Forgotten);

    /// <summary>Judges one message.</summary>
    /// <param name="message">Its bytes; free to change after the call.</param>
    /// <param name="at">When it was sent or received.</param>
    /// <param name="transfer">Which of its transfers, from 0, where it holds several (MT101).</param>
    public Decision Evaluate(ReadOnlySpan<byte> message, DateTimeOffset at, int transfer = 0)
    {
        // The decision may be explained after the caller's bytes are gone.
        if (message.Length > _singleBytes.Length) _singleBytes = new byte[Math.Max(message.Length, 2 * _singleBytes.Length)];
        message.CopyTo(_singleBytes);
        _single[0] = new MessageInput(new ReadOnlyMemory<byte>(_singleBytes, 0, message.Length), at, Settlement.Open, transfer);
        EvaluateBatch(_single, _singleDecision);
        return _singleDecision[0];
    }

    /// <summary>Judges a transfer that the caller has decoded.</summary>
    public Decision Evaluate(in Transfer transfer, DateTimeOffset at) => Evaluate(transfer.Message, at, transfer.Index);

    /// <summary>Judges messages in order; the same decisions as one by one.</summary>
    /// <exception cref="ArgumentException">Fewer places for decisions than messages.</exception>
    public void EvaluateBatch(ReadOnlySpan<MessageInput> messages, Span<Decision> decisions)
    {
        if (decisions.Length < messages.Length) throw new ArgumentException("There must be a decision for each message.", nameof(decisions));
        _pagesInUse = 0;
        for (int done = 0; done < messages.Length;)
        {
            var page = NextPage();
            int rows = Math.Min(ColumnBatch.Capacity, messages.Length - done);
            Decode(page, messages.Slice(done, rows));
            for (int from = 0; from < rows;)
            {
                int to = EndOfTick(page, from, rows);
                // Near the end of the memory budget, keys are forgotten while rows are recorded; few rows at a time, so that which ones does not depend on the batch.
                while (to - from > 1 && MayForget(page.Columns, from, to)) to = from + (to - from) / 2;
                LongestRun = Math.Max(LongestRun, to - from);
                Judge(page, from, to, messages.Slice(done, rows));
                from = to;
            }
            for (int row = 0; row < rows; row++)
                decisions[done + row] = new Decision(page, row, page.Ids[row], page.Outcomes[row], page.Points[row], page.Fields[row].Status, page.Flags[row]);
            done += rows;
        }
    }

    /// <summary>Says what became of a message that was reviewed or held. Later messages see it from the next tick on.</summary>
    /// <returns>False when no such decision is open: it passed, was settled before, or had to be forgotten.</returns>
    public bool Settle(long decisionId, Settlement settlement)
    {
        if (settlement == Settlement.Open) return false;
        return _settlements.Settle(decisionId, settlement == Settlement.Accepted ? Ledger.Accepted : Ledger.Rejected);
    }

    /// <summary>The most rows that were judged together.</summary>
    internal int LongestRun { get; private set; }

    DecisionPage NextPage()
    {
        if (_pagesInUse == _pages.Count) _pages.Add(new DecisionPage(_program, _reference));
        var page = _pages[_pagesInUse++];
        page.Reset();
        return page;
    }

    /// <summary>The stages that need no memory: bytes to fields to columns.</summary>
    void Decode(DecisionPage page, ReadOnlySpan<MessageInput> messages)
    {
        for (int row = 0; row < messages.Length; row++)
        {
            ref readonly var input = ref messages[row];
            page.Messages[row] = input.Message;
            page.Columns.Ticks[row] = input.At.UtcTicks;
            page.Ids[row] = ++_lastId;
            page.Flags[row] = DecisionFlags.None;
            int transfers = FinDecoder.Decode(input.Message.Span, _fin, ref page.Fields[row], input.Transfer);
            if (transfers > 1) page.Flags[row] |= DecisionFlags.OneOfSeveral;
        }
        page.Columns.From = 0;
        page.Columns.Rows = messages.Length;
        _facts.Write(page.Columns, page.Fields, page.Messages);
        foreach (ColumnOp op in _program.Ops[0]) op.Run(page.Columns, 0, messages.Length);
        for (int row = 0; row < messages.Length; row++) _duplicates.Prefetch(_facts.Digest(row));
    }

    /// <summary>Rows of one tick are judged together: none of them sees another's settlement.</summary>
    int EndOfTick(DecisionPage page, int from, int rows)
    {
        long tick = TickOf(page.Columns.Ticks[from]);
        if (tick > _tick || IsTakenBack(tick))
        {
            if (_settlements.Settled > 0) _settlements.Teach(_tables);
            _tick = tick;
        }
        int to = from + 1;
        while (to < rows && TickOf(page.Columns.Ticks[to]) <= _tick && !IsTakenBack(TickOf(page.Columns.Ticks[to]))) to++;
        return to;
    }

    /// <summary>
    /// More than a day behind the newest tick nothing is merely late: either that one's clock was wrong or another log begins. Time goes on from here; or one message dated
    /// ten years ahead would keep everything that settles from being learned for ten years.
    /// </summary>
    bool IsTakenBack(long tick) => _tick != long.MinValue && (_tick - tick) * _tickTicks > EventLog.Lateness;

    bool MayForget(ColumnBatch rows, int from, int to)
    {
        foreach (var table in _tables)
        {
            if (table.MayEvict(rows, from, to)) return true;
        }
        return false;
    }

    long TickOf(long ticks) => ticks / _tickTicks;

    /// <summary>The stages that read and write memory, over the rows [from, to) of one tick.</summary>
    void Judge(DecisionPage page, int from, int to, ReadOnlySpan<MessageInput> messages)
    {
        page.Columns.From = from;
        page.Columns.Rows = to;
        // Of few rows all misses in all tables overlap. Many would push each other out again; with them, tables fetch ahead by themselves.
        if (to - from <= ProfileTable.FewRows)
        {
            for (int step = 0; step < 3; step++)
                foreach (var table in _tables) table.Fetch(page.Columns, step);
        }
        for (int row = from; row < to; row++) Admit(page, row);
        for (int stratum = 1; stratum < _program.Ops.Length; stratum++)
        {
            foreach (var table in _tables) table.Observe(page.Columns, stratum);
            foreach (ColumnOp op in _program.Ops[stratum]) op.Run(page.Columns, from, to);
        }
        page.Score();
        for (int row = from; row < to; row++) Remember(page, row, messages[row].Settled);
    }

    /// <summary>Marks what must not be recorded: repeats, test traffic, and what is no transfer. Sets the least outcome of what could not be read.</summary>
    void Admit(DecisionPage page, int row)
    {
        ref readonly var fields = ref page.Fields[row];
        long ticks = page.Columns.Ticks[row];
        if (ticks < _newestTicks && _newestTicks - ticks <= EventLog.Lateness) page.Flags[row] |= DecisionFlags.Late;
        else _newestTicks = ticks;
        bool transfer = fields.Class != TransferClass.None;
        if ((fields.Flags & TransferFlags.TestTraffic) != 0) page.Flags[row] |= DecisionFlags.Test;
        else if (transfer && _duplicates.Seen(_facts.Digest(row), ticks)) page.Flags[row] |= DecisionFlags.Duplicate;
        page.Columns.Duplicate[row] = !transfer || (page.Flags[row] & (DecisionFlags.Test | DecisionFlags.Duplicate)) != 0;
        bool readable = fields.Status is DecodeStatus.Ok or DecodeStatus.Unterminated or DecodeStatus.NotATransfer or DecodeStatus.Acknowledgement;
        if (!readable) page.Flags[row] |= DecisionFlags.Unreadable;
        page.Outcomes[row] = readable ? Outcome.Pass : Outcome.Review;
    }

    void Remember(DecisionPage page, int row, Settlement settled)
    {
        ref readonly var fields = ref page.Fields[row];
        // What holds no transfer has no columns to be judged by.
        if (fields.Class == TransferClass.None)
        {
            page.Points[row] = 0;
            page.Outcomes[row] = (page.Flags[row] & DecisionFlags.Unreadable) != 0 ? Outcome.Review : Outcome.Pass;
            page.Flags[row] &= ~DecisionFlags.Hard;
            return;
        }
        if ((page.Flags[row] & (DecisionFlags.Test | DecisionFlags.Duplicate)) != 0) return;
        if (settled == Settlement.Open && (fields.Flags & TransferFlags.Rejected) != 0) settled = Settlement.Rejected;
        if (settled == Settlement.Open && page.Outcomes[row] == Outcome.Pass) settled = Settlement.Accepted;
        // An order that the engine holds and the log shows as executed was executed because nobody held it: only the host's own Settle may teach it,
        // or the thefts that got through would make the next ones look usual.
        if (settled == Settlement.Accepted && page.Outcomes[row] >= Outcome.Hold) settled = Settlement.Open;
        if (settled == Settlement.Open) _settlements.AddOpen(page.Ids[row], page.Columns, row);
        else _settlements.AddSettled(page.Columns, row, settled == Settlement.Accepted ? Ledger.Accepted : Ledger.Rejected);
    }

    /// <summary>Hash of everything remembered; equal for engines that saw the same, whatever the batch sizes.</summary>
    internal ulong StateHash()
    {
        ulong hash = (ulong)_lastId ^ _duplicates.StateHash();
        foreach (var table in _tables) hash = hash * 0x9E37_79B9_7F4A_7C15 ^ table.StateHash();
        return hash;
    }

    /// <summary>Frees the profiles.</summary>
    public void Dispose()
    {
        foreach (var table in _tables) table.Dispose();
        _duplicates.Dispose();
        _memory.Dispose();
    }
}

/// <summary>What an engine remembers.</summary>
/// <param name="Messages">Messages judged.</param>
/// <param name="Keys">Keys with a profile, all tables together.</param>
/// <param name="ProfileBytes">Memory of the profiles in bytes.</param>
/// <param name="Evicted">Keys forgotten because the memory budget was used up.</param>
/// <param name="OpenDecisions">Decisions that wait for settlement.</param>
/// <param name="ForgottenDecisions">Decisions that could not wait any longer.</param>
public readonly record struct EngineStatistics(long Messages, long Keys, long ProfileBytes, long Evicted, int OpenDecisions, long ForgottenDecisions);
