using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Rules.Facts;
using Fraud.Rules.Planning;
using Fraud.Rules.Program;
using Fraud.Triage;

namespace Fraud;

/// <summary>The stages between the decoded fields of a page and its decisions.</summary>
public sealed partial class FraudEngine
{
    /// <summary>Fields to columns: the last stage that needs no memory.</summary>
    void Describe(DecisionPage page, int rows)
    {
        page.Columns.From = 0;
        page.Columns.Rows = rows;
        Array.Clear(page.Columns.Partial, 0, rows);
        _generation.Facts.Write(page.Columns, page.Fields, page.Messages, page.Arena);
        foreach (ColumnOp op in _generation.Program.Ops[0]) op.Run(page.Columns, 0, rows);
        for (int row = 0; row < rows; row++) _duplicates.Prefetch(_generation.Facts.Digest(row));
    }

    /// <summary>Rows of one tick are judged together: none of them sees another's settlement.</summary>
    int EndOfTick(DecisionPage page, int from, int rows)
    {
        long tick = TickOf(page.Columns.Ticks[from]);
        if (tick > _tick || IsTakenBack(tick))
        {
            LearnLabels(tick);
            if (_settlements.Settled > 0) _settlements.Teach(_tables, _graphs);
            _confirmations?.Tick();
            _covers?.Tick();
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
    void Judge(DecisionPage page, int from, int to)
    {
        page.Columns.From = from;
        page.Columns.Rows = to;
        // Of few rows all misses in all tables overlap. Many would push each other out again; with them, tables fetch ahead by themselves.
        if (to - from <= ProfileTable.FewRows)
        {
            for (int step = 0; step < 3; step++)
            {
                foreach (var table in _tables) table.Fetch(page.Columns, step);
                foreach (var graph in _graphs) graph.Fetch(page.Columns, step);
            }
        }
        for (int row = from; row < to; row++) Admit(page, row);
        if (_confirmations is not null || _covers is not null)
        {
            for (int row = from; row < to; row++) Watch(page, row);
        }
        for (int stratum = 1; stratum < _generation.Program.Ops.Length; stratum++)
        {
            foreach (var table in _tables) table.Observe(page.Columns, stratum);
            foreach (var graph in _graphs) graph.Observe(page.Columns, stratum);
            if (_warming.Count > 0) Withhold(page.Columns, stratum);
            if (!_labels.HasBegun) WithholdLabels(page.Columns, stratum);
            foreach (ColumnOp op in _generation.Program.Ops[stratum]) op.Run(page.Columns, from, to);
        }
        _generation.Models.Run(page, from, to);
        page.Score();
        for (int row = from; row < to; row++) Remember(page, row);
    }

    /// <summary>Where nobody ever says what was fraud, none that is known does not mean none.</summary>
    void WithholdLabels(ColumnBatch batch, int stratum)
    {
        foreach (var (at, column) in _generation.Program.OfLabels)
        {
            if (at != stratum) continue;
            for (int row = batch.From; row < batch.Rows; row++) batch.SetUnknown(column, row, UnknownReason.NoSignal);
        }
    }

    /// <summary>Marks what must not be recorded: repeats, test traffic, and what is no transfer. Sets the least outcome of what could not be read.</summary>
    void Admit(DecisionPage page, int row)
    {
        ref readonly var fields = ref page.Fields[row];
        long ticks = page.Columns.Ticks[row];
        if (ticks < _newestTicks && _newestTicks - ticks <= EventLog.Lateness) page.Flags[row] |= DecisionFlags.Late;
        else _newestTicks = ticks;
        bool transfer = fields.Class != TransferClass.None;
        page.Columns.Booking[row] = fields.Booking != Booking.None;
        if ((fields.Flags & TransferFlags.TestTraffic) != 0) page.Flags[row] |= DecisionFlags.Test;
        else if (transfer && _duplicates.Seen(_generation.Facts.Digest(row), ticks)) page.Flags[row] |= DecisionFlags.Duplicate;
        page.Columns.Duplicate[row] = !transfer || (page.Flags[row] & (DecisionFlags.Test | DecisionFlags.Duplicate)) != 0;
        bool readable = fields.Status is DecodeStatus.Ok or DecodeStatus.Unterminated or DecodeStatus.NotATransfer or DecodeStatus.Acknowledgement;
        if (!readable) page.Flags[row] |= DecisionFlags.Unreadable;
        foreach (var verdicts in page.Verdicts) verdicts.Outcomes[row] = readable ? Outcome.Pass : Outcome.Review;
    }

    void Remember(DecisionPage page, int row)
    {
        if (page.Columns.Partial[row]) page.Flags[row] |= DecisionFlags.Partial;
        ref readonly var fields = ref page.Fields[row];
        var settled = fields.Settled;
        // What holds no transfer has no columns to be judged by; a confirmation has those of the watch.
        if (fields.Class == TransferClass.None)
        {
            if (fields.Booking != Booking.None) return;
            page.Points[row] = 0;
            page.Outcomes[row] = (page.Flags[row] & DecisionFlags.Unreadable) != 0 ? Outcome.Review : Outcome.Pass;
            page.Flags[row] &= ~(DecisionFlags.Hard | DecisionFlags.Overridden | DecisionFlags.Flooded);
            // A status that cannot be read in full, or is a test, settles nothing.
            if (fields.MessageType == MessageType.Pacs002 && settled != Settlement.Open && fields.Status == DecodeStatus.NotATransfer && (fields.Flags & TransferFlags.TestTraffic) == 0)
            {
                var ledger = settled == Settlement.Accepted ? Ledger.Accepted : Ledger.Rejected;
                _settlements.Answer(in _generation.Facts.TransferOf(row), ledger);
                _confirmations?.Answer(in _generation.Facts.TransferOf(row), ledger);
                _covers?.Answer(in _generation.Facts.TransferOf(row), ledger);
            }
            return;
        }
        if ((page.Flags[row] & (DecisionFlags.Test | DecisionFlags.Duplicate)) != 0) return;
        _labels.Remember(page.Ids[row], page.Columns, row);
        for (int i = 1; i < page.Verdicts.Length; i++) _generation.Shadows[i - 1].Add(page.Outcomes[row], page.Verdicts[i].Outcomes[row]);
        _generation.Models.Count(page, row);
        if (settled == Settlement.Open && (fields.Flags & TransferFlags.Rejected) != 0) settled = Settlement.Rejected;
        if (settled == Settlement.Open && page.Outcomes[row] == Outcome.Pass) settled = Settlement.Accepted;
        // An order that the engine holds and the log shows as executed was executed because nobody held it: only the host's own Settle may teach it,
        // or the thefts that got through would make the next ones look usual.
        if (settled == Settlement.Accepted && page.Outcomes[row] >= Outcome.Hold) settled = Settlement.Open;
        Ledger? taught = settled switch { Settlement.Accepted => Ledger.Accepted, Settlement.Rejected => Ledger.Rejected, _ => null };
        _confirmations?.Send(in fields, in _generation.Facts.TransferOf(row), page.Ids[row], page.Columns.Ticks[row], taught);
        _covers?.Send(in fields, in _generation.Facts.TransferOf(row), page.Ids[row], page.Columns.Ticks[row], taught);
        if (settled == Settlement.Open) _settlements.AddOpen(page.Ids[row], page.Columns, row, page.Outcomes[row] >= Outcome.Hold, in _generation.Facts.TransferOf(row));
        else _settlements.AddSettled(page.Columns, row, settled == Settlement.Accepted ? Ledger.Accepted : Ledger.Rejected, page.Outcomes[row] >= Outcome.Hold, in _generation.Facts.TransferOf(row));
    }
}
