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
public sealed partial class FraudEngine : IDisposable
{
    readonly KeyHasher _hasher;
    readonly PageSource _memory;
    readonly long _tableBudget;
    PolicyGeneration _generation;
    ProfileTable[] _tables;
    FlowGraph[] _graphs;
    readonly DuplicateGuard _duplicates;
    readonly Settlements _settlements;
    readonly LabelLedger _labels;
    Confirmations? _confirmations; // null until a rule asks for them
    CoverWatch? _covers;           // likewise
    int _uncovered = -1;           // the column that it fills
    readonly int _answerable;
    readonly long _tickTicks;
    readonly FormatDecoder _decoder = new();
    readonly List<DecisionPage> _pages = [];
    readonly TransferBatch _one = new(); // the transfers of one message
    readonly TextArena _oneArena = new();
    TransferFields _oneFields;
    Decision[] _oneDecisions = new Decision[1];
    int _pagesInUse;
    bool _disposed;
    long _lastId;
    long _newestTicks = long.MinValue;
    long _tick = long.MinValue;

    /// <summary>An engine with the standard pack "institution".</summary>
    public static FraudEngine Create(FraudOptions? options = null) => new(Policy.Institution, options);

    /// <summary>An engine for a policy.</summary>
    /// <exception cref="ArgumentException">The policy has errors (see <see cref="Policy.Diagnostics"/>), exceeds the budget of the options, or an option is out of range.</exception>
    public FraudEngine(Policy policy, FraudOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        options ??= new FraudOptions();
        options.Validate();
        _hasher = new KeyHasher(options.HashSecret.Span);
        _generation = new PolicyGeneration(policy, options.Shadows, options.Model, options.Challengers, _hasher, null, options.Features);
        _options = options;
        Demand(_generation, policy, options.Shadows);
        var program = _generation.Program;
        _memory = new PageSource(options.ReserveBytes);
        _tableBudget = options.ProfileBudgetBytes / Math.Max(1, program.Planned.Count + program.Graphs.Count);
        _tables = [.. program.Tables.Select(spec => new ProfileTable(spec, _tableBudget, _memory))];
        _graphs = [.. program.Graphs.Select(spec => new FlowGraph(spec, _tableBudget, _memory))];
        _duplicates = new DuplicateGuard(options.ProfileBudgetBytes / 16);
        var taught = program.NewBatch();
        _settlements = new Settlements(program.SettledColumns, taught, options.OpenDecisions, options.AnswerableTransfers);
        _labels = new LabelLedger(program.LabelledColumns, taught, options.LabelledTransfers);
        _answerable = options.AnswerableTransfers;
        Watch();
        _tickTicks = options.Tick.Ticks;
    }

    /// <summary>Content hash of the rules and parameters, as decisions name it.</summary>
    public string Ruleset => _generation.Program.Hash;

    /// <summary>What the engine remembers.</summary>
    public EngineStatistics Statistics => new(_lastId, _tables.Sum(t => t.Keys) + _graphs.Sum(g => g.Keys), _tables.Sum(t => t.Bytes) + _graphs.Sum(g => g.Bytes),
        _tables.Sum(t => t.Evicted) + _graphs.Sum(g => g.Evicted), _settlements.Open, _settlements.Forgotten, _settlements.Unmatched, _labels.Forgotten);

    /// <summary>
    /// Judges one message of any format. All transfers of a bulk are judged, in order, and the gravest decision is returned, the first of equals, with
    /// <see cref="DecisionFlags.OneOfSeveral"/>; <see cref="EvaluateAll"/> gives each.
    /// </summary>
    /// <param name="message">Its bytes; free to change after the call.</param>
    /// <param name="at">When it was sent or received.</param>
    public Decision Evaluate(ReadOnlySpan<byte> message, DateTimeOffset at)
    {
        var decisions = EvaluateAll(message, at);
        int gravest = 0;
        for (int i = 1; i < decisions.Length; i++)
        {
            bool graver = decisions[i].Outcome > decisions[gravest].Outcome || decisions[i].Outcome == decisions[gravest].Outcome && decisions[i].Points > decisions[gravest].Points;
            if (graver) gravest = i;
        }
        return decisions[gravest];
    }

    /// <summary>Judges one transfer of a message, from 0, where it holds several (MT101, a bulk of ISO 20022); one beyond the last is without amount and creditor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative number.</exception>
    public Decision Evaluate(ReadOnlySpan<byte> message, DateTimeOffset at, int transfer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(transfer);
        _one.Clear();
        Add(message, at, transfer, again: false);
        return JudgeOwn()[0];
    }

    /// <summary>Judges every transfer of a message, in order. The decisions are valid until the engine's next call.</summary>
    public ReadOnlySpan<Decision> EvaluateAll(ReadOnlySpan<byte> message, DateTimeOffset at)
    {
        _one.Clear();
        int transfers = Add(message, at, 0, again: false);
        for (int i = 1; i < transfers; i++) Add(message, at, i, again: true);
        return JudgeOwn();
    }

    /// <summary>Judges a transfer that the caller has decoded or built.</summary>
    /// <exception cref="ArgumentException">A transfer that no decoder and no builder made.</exception>
    public Decision Evaluate(in Transfer transfer, DateTimeOffset at)
    {
        _one.Clear();
        _one.Add(transfer, at);
        return JudgeOwn()[0];
    }

    int Add(ReadOnlySpan<byte> message, DateTimeOffset at, int transfer, bool again)
    {
        _oneArena.Clear();
        int transfers = again ? _decoder.DecodeNext(message, _oneArena, ref _oneFields, transfer) : _decoder.Decode(message, _oneArena, ref _oneFields, transfer);
        _one.Add(new Transfer(message, _oneArena.Bytes, in _oneFields), at);
        return transfers;
    }

    // The decision may be explained after the caller's bytes are gone: it is made on copies of the texts.
    ReadOnlySpan<Decision> JudgeOwn()
    {
        if (_oneDecisions.Length < _one.Count) _oneDecisions = new Decision[Math.Max(_one.Count, 2 * _oneDecisions.Length)];
        EvaluateBatch(_one, _oneDecisions);
        return _oneDecisions.AsSpan(0, _one.Count);
    }

    /// <summary>Judges messages in order; the same decisions as one by one. Of a message with several transfers, each input names one.</summary>
    /// <exception cref="ArgumentException">Fewer places for decisions than messages.</exception>
    public void EvaluateBatch(ReadOnlySpan<MessageInput> messages, Span<Decision> decisions)
    {
        if (decisions.Length < messages.Length) throw new ArgumentException("There must be a decision for each message.", nameof(decisions));
        Begin(messages.Length);
        for (int done = 0; done < messages.Length;)
        {
            var page = NextPage();
            int rows = Math.Min(ColumnBatch.Capacity, messages.Length - done);
            Decode(page, messages.Slice(done, rows));
            JudgePage(page, rows, decisions[done..]);
            done += rows;
        }
    }

    /// <summary>Judges transfers in order; the same decisions as one by one.</summary>
    /// <param name="transfers">Unchanged until the decisions have been explained.</param>
    /// <param name="decisions">One for each.</param>
    /// <exception cref="ArgumentException">Fewer places for decisions than transfers.</exception>
    public void EvaluateBatch(TransferBatch transfers, Span<Decision> decisions)
    {
        ArgumentNullException.ThrowIfNull(transfers);
        if (decisions.Length < transfers.Count) throw new ArgumentException("There must be a decision for each transfer.", nameof(decisions));
        Begin(transfers.Count);
        for (int done = 0; done < transfers.Count;)
        {
            var page = NextPage();
            int rows = Math.Min(ColumnBatch.Capacity, transfers.Count - done);
            for (int row = 0; row < rows; row++)
            {
                page.Fields[row] = transfers.FieldsOf(done + row);
                Place(page, row, transfers.Texts, transfers.TimeOf(done + row));
            }
            JudgePage(page, rows, decisions[done..]);
            done += rows;
        }
    }

    /// <summary>Takes the pages back. What one enormous message asked for is not kept for ever: a page takes half a megabyte.</summary>
    void Begin(int rows)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_pending is not null) Adopt();
        _pagesInUse = 0;
        int pages = (rows + ColumnBatch.Capacity - 1) / ColumnBatch.Capacity;
        if (_pages.Count > PagesKept && pages < _pages.Count / 4) _pages.RemoveRange(PagesKept, _pages.Count - PagesKept);
    }

    const int PagesKept = 16;

    void JudgePage(DecisionPage page, int rows, Span<Decision> decisions)
    {
        Describe(page, rows);
        for (int from = 0; from < rows;)
        {
            int to = EndOfTick(page, from, rows);
            // Near the end of the memory budget, keys are forgotten while rows are recorded; few rows at a time, so that which ones does not depend on the batch.
            while (to - from > 1 && MayForget(page.Columns, from, to)) to = from + (to - from) / 2;
            LongestRun = Math.Max(LongestRun, to - from);
            Judge(page, from, to);
            from = to;
        }
        for (int row = 0; row < rows; row++)
            decisions[row] = new Decision(page, row, page.Ids[row], page.Outcomes[row], page.Points[row], page.Fields[row].Status, page.Flags[row], page.Champion is { } champion ? champion.Scores[row] : double.NaN);
    }

    /// <summary>Says what became of a message that was reviewed or held. Later messages see it from the next tick on.</summary>
    /// <returns>False when no such decision is open: it passed, was settled before, or had to be forgotten.</returns>
    public bool Settle(long decisionId, Settlement settlement)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (settlement == Settlement.Open) return false;
        return SettleAs(decisionId, settlement == Settlement.Accepted ? Ledger.Accepted : Ledger.Rejected);
    }

    /// <summary>
    /// Says whether a transfer turned out to be fraud, of any of the latest <see cref="FraudOptions.LabelledTransfers"/> decisions. Later transfers see it from the tick on that begins
    /// after it became known, in the ledgers <c>fraud</c> and <c>labelled</c>, with the transfer's values as they were when it was judged; a label given before its time waits. When it is
    /// seen, a decision that is still open is settled by it: fraud as rejected, honest as accepted.
    /// </summary>
    /// <param name="decisionId">See <see cref="Decision.Id"/>.</param>
    /// <param name="fraud">Whether it was fraud. One word after the other counts when the first said honest and the second fraud: known fraud stays so.</param>
    /// <param name="known">
    /// When it became known: windows count by it, also where it lies before messages that were judged meanwhile. A time before the transfer's own is taken for that.
    /// </param>
    /// <returns>
    /// False when nothing is learned from it: it was said before, or the decision was on a repeat, a test or no transfer, or had to be forgotten, or was made before a policy first asked for
    /// labels; or when twice <see cref="FraudOptions.LabelledTransfers"/> labels wait for their time already: then it can be said again later. What is not learned because of what the engine
    /// has no room for, or had no reason to keep, is counted (<see cref="EngineStatistics.ForgottenLabels"/>). Where the policy asks nothing of labels, false when the decision is not open.
    /// </returns>
    public bool Label(long decisionId, bool fraud, DateTimeOffset known)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _labels.Add(decisionId, fraud, known.UtcTicks, _settlements.IsOpen(decisionId), _lastId);
    }

    /// <summary>Takes the labels that became known before the tick begins.</summary>
    void LearnLabels(long tick)
    {
        while (_labels.TryTake(tick * _tickTicks, _tables, out long id, out bool fraud)) SettleAs(id, fraud ? Ledger.Rejected : Ledger.Accepted);
        _labels.Teach(_tables);
    }

    bool SettleAs(long decisionId, Ledger ledger)
    {
        if (!_settlements.Settle(decisionId, ledger)) return false;
        _confirmations?.Settle(decisionId, ledger);
        _covers?.Settle(decisionId, ledger);
        return true;
    }

    /// <summary>Orders whose confirmation is overdue at the time of the newest message.</summary>
    internal int UnconfirmedOrders => _confirmations?.Overdue ?? 0;

    /// <summary>Where decisions read features from until the next reload: see <see cref="Decision.ReadFeatures(ReadOnlySpan{int}, Span{float})"/>.</summary>
    internal int[] FeatureColumns(IReadOnlyList<string> features) => [.. features.Select(name => _generation.Program.Features[name])];

    /// <summary>The most rows that were judged together.</summary>
    internal int LongestRun { get; private set; }

    DecisionPage NextPage()
    {
        if (_pagesInUse == _pages.Count) _pages.Add(new DecisionPage(_generation.Program, _generation.Reference, _generation.Scorer, _generation.Number, _generation.Models));
        var page = _pages[_pagesInUse++];
        page.Reset();
        return page;
    }

    /// <summary>Bytes to fields.</summary>
    void Decode(DecisionPage page, ReadOnlySpan<MessageInput> messages)
    {
        ReadOnlyMemory<byte> before = default;
        for (int row = 0; row < messages.Length; row++)
        {
            ref readonly var input = ref messages[row];
            // The transfers of a bulk follow each other over the same bytes: those are scanned once.
            bool again = row > 0 && input.Message.Equals(before);
            before = input.Message;
            ref var fields = ref page.Fields[row];
            if (again) _decoder.DecodeNext(before.Span, page.Arena, ref fields, input.Transfer);
            else _decoder.Decode(before.Span, page.Arena, ref fields, input.Transfer);
            if (input.Settled != Settlement.Open) fields.Settle(input.Settled);
            Place(page, row, input.Message, input.At);
        }
    }

    void Place(DecisionPage page, int row, ReadOnlyMemory<byte> message, DateTimeOffset at)
    {
        page.Messages[row] = message;
        page.Columns.Ticks[row] = at.UtcTicks;
        page.Ids[row] = ++_lastId;
        page.Flags[row] = (page.Fields[row].Flags & TransferFlags.OneOfSeveral) != 0 ? DecisionFlags.OneOfSeveral : DecisionFlags.None;
    }

    /// <summary>Hash of everything remembered; equal for engines that saw the same, whatever the batch sizes.</summary>
    internal ulong StateHash()
    {
        ulong hash = (ulong)_lastId ^ _duplicates.StateHash() ^ (_confirmations?.StateHash() ?? 0) ^ (_covers?.StateHash() ?? 0) ^ _labels.StateHash() ^ _generation.Models.StateHash();
        foreach (var table in _tables) hash = hash * 0x9E37_79B9_7F4A_7C15 ^ table.StateHash();
        foreach (var graph in _graphs) hash = hash * 0x9E37_79B9_7F4A_7C15 ^ graph.StateHash();
        return hash;
    }

    /// <summary>Frees the profiles.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (var table in _tables) table.Dispose();
        foreach (var graph in _graphs) graph.Dispose();
        _duplicates.Dispose();
        _memory.Dispose();
    }
}
