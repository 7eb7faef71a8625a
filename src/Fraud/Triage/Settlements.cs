using Fraud.Profiles;
using Fraud.Rules.Facts;

namespace Fraud.Triage;

/// <summary>
/// Transfers between judgement and memory. A settled one waits for the next tick and is then taught to the profiles; an open one waits for the host's word.
/// Of each only the columns that profiles need are kept. Order is that of settlement, so a replay teaches in the same order.
/// </summary>
sealed class Settlements
{
    int[] _columns;
    int _width; // ticks, then the columns
    ColumnBatch _rows;
    readonly Ledger[] _ledgers = new Ledger[ColumnBatch.Capacity];

    readonly RecentTransfers _recent;

    long[] _settled = [];
    Ledger[] _settledLedger = new Ledger[ColumnBatch.Capacity];
    int[] _settledRecent = new int[ColumnBatch.Capacity]; // its slot among the recent, or −1
    int _settledCount;

    long[] _open;
    readonly Dictionary<long, int> _openSlot;
    readonly Queue<(long Id, int Slot)> _openOrder;
    readonly Stack<int> _freeSlots;

    public Settlements(int[] columns, ColumnBatch rows, int capacity, int recent)
    {
        _columns = columns;
        _width = 1 + columns.Length;
        _recent = new RecentTransfers(_width, recent);
        _rows = rows;
        _settled = new long[_width * ColumnBatch.Capacity];
        _open = new long[_width * capacity];
        _openSlot = new Dictionary<long, int>(capacity);
        _openOrder = new Queue<(long, int)>(capacity);
        _freeSlots = new Stack<int>(capacity);
        for (int slot = capacity - 1; slot >= 0; slot--) _freeSlots.Push(slot);
    }

    /// <summary>Goes on with the columns of another program. What that one asks and this one did not is unknown of transfers judged before.</summary>
    /// <param name="columns">Its settled columns.</param>
    /// <param name="rows">A batch of its columns.</param>
    /// <param name="from">Where each of them lies among the columns so far, or -1.</param>
    public void Rebase(int[] columns, ColumnBatch rows, int[] from)
    {
        _settled = Rebase(_settled, _width, from);
        _open = Rebase(_open, _width, from);
        _recent.Rebase(from);
        (_columns, _rows, _width) = (columns, rows, 1 + columns.Length);
    }

    /// <summary>Rows of ticks and columns with other columns.</summary>
    public static long[] Rebase(long[] rows, int width, int[] from)
    {
        var rebased = new long[rows.Length / width * (1 + from.Length)];
        for (int row = 0, to = 0; row + width <= rows.Length; row += width)
        {
            rebased[to++] = rows[row];
            foreach (int column in from) rebased[to++] = column < 0 ? ColumnBatch.Unknown : rows[row + 1 + column];
        }
        return rebased;
    }

    /// <summary>Open messages that had to be forgotten because more waited than the host allowed.</summary>
    public long Forgotten { get; private set; }
    public int Open => _openSlot.Count;
    public int Settled => _settledCount;

    public void AddSettled(ColumnBatch batch, int row, Ledger ledger, bool held, in TransferKeys keys)
    {
        int recent = _recent.Add(in keys, TransferState.Pending);
        ref var entry = ref _recent[recent];
        (entry.Ledger, entry.Pending, entry.Held) = (ledger, _settledCount, held);
        int at = NewSettled(ledger, recent);
        Copy(batch, row, _settled.AsSpan(at, _width));
        _settled.AsSpan(at, _width).CopyTo(_recent.ValuesOf(recent));
    }

    int NewSettled(Ledger ledger, int recent = -1)
    {
        if ((_settledCount + 1) * _width > _settled.Length)
        {
            Array.Resize(ref _settled, _settled.Length * 2);
            Array.Resize(ref _settledLedger, _settledLedger.Length * 2);
            Array.Resize(ref _settledRecent, _settledRecent.Length * 2);
        }
        _settledLedger[_settledCount] = ledger;
        _settledRecent[_settledCount] = recent;
        return _settledCount++ * _width;
    }

    public void AddOpen(long id, ColumnBatch batch, int row, bool held, in TransferKeys keys)
    {
        int recent = _recent.Add(in keys, TransferState.Open);
        ref var entry = ref _recent[recent];
        (entry.Decision, entry.Held) = (id, held);
        Copy(batch, row, _recent.ValuesOf(recent));
        while (_freeSlots.Count == 0)
        {
            var (oldest, slot) = _openOrder.Dequeue();
            if (!_openSlot.Remove(oldest, out int kept) || kept != slot) continue;
            _freeSlots.Push(slot);
            Forgotten++;
        }
        int free = _freeSlots.Pop();
        Copy(batch, row, _open.AsSpan(free * _width, _width));
        _openSlot[id] = free;
        // Settled ids stay in the queue until they reach its head; drop them there so that it stays as short as what is open.
        while (_openOrder.TryPeek(out var head) && !(_openSlot.TryGetValue(head.Id, out int s) && s == head.Slot)) _openOrder.Dequeue();
        _openOrder.Enqueue((id, free));
    }

    public bool IsOpen(long id) => _openSlot.ContainsKey(id);

    public bool Settle(long id, Ledger ledger)
    {
        if (!_openSlot.Remove(id, out int slot)) return false;
        int at = NewSettled(ledger);
        _open.AsSpan(slot * _width, _width).CopyTo(_settled.AsSpan(at, _width));
        _freeSlots.Push(slot);
        return true;
    }

    /// <summary>
    /// A status message says what became of a transfer, or of all of a message. What waits for the tick changes sides; what was learned as accepted and is rejected later is
    /// taught as rejected too. That it was executed releases no transfer that the engine holds: it was executed because nobody held it.
    /// </summary>
    public void Answer(in TransferKeys keys, Ledger ledger)
    {
        int one = _recent.Find(in keys);
        if (one >= 0) Answer(one, ledger);
        else if (keys.Message != 0 && _recent.FindOfMessage(keys.Message, 0) is >= 0 and var first)
        {
            for (int slot = first; slot >= 0; slot = _recent.FindOfMessage(keys.Message, slot + 1)) Answer(slot, ledger);
        }
        else Unmatched++;
    }

    /// <summary>Statuses that answered no transfer of the latest.</summary>
    public long Unmatched { get; private set; }

    void Answer(int slot, Ledger ledger)
    {
        ref var entry = ref _recent[slot];
        if (entry.Held && ledger == Ledger.Accepted) return;
        switch (entry.State)
        {
            case TransferState.Open when Settle(entry.Decision, ledger):
                (entry.State, entry.Ledger) = (TransferState.Taught, ledger);
                break;
            case TransferState.Pending when entry.Ledger != ledger:
                _settledLedger[entry.Pending] = entry.Ledger = ledger;
                break;
            // Also what the host has settled itself meanwhile, or what could not wait any longer.
            case TransferState.Open or TransferState.Taught when ledger == Ledger.Rejected && entry.Ledger != Ledger.Rejected:
                (entry.State, entry.Ledger) = (TransferState.Taught, ledger);
                int at = NewSettled(ledger);
                _recent.ValuesOf(slot).CopyTo(_settled.AsSpan(at, _width));
                break;
        }
    }

    void Copy(ColumnBatch batch, int row, Span<long> target)
    {
        target[0] = batch.Ticks[row];
        for (int i = 0; i < _columns.Length; i++) target[1 + i] = batch.Values[_columns[i] * ColumnBatch.Stride + row];
    }

    /// <summary>Teaches all that is settled to the profiles, in order.</summary>
    public void Teach(ProfileTable[] tables, FlowGraph[] graphs)
    {
        for (int done = 0; done < _settledCount;)
        {
            int rows = Math.Min(ColumnBatch.Capacity, _settledCount - done);
            // Column by column: the kept rows lie in the first level of cache, and each column is then written in one run.
            for (int r = 0; r < rows; r++)
            {
                _rows.Ticks[r] = _settled[(done + r) * _width];
                _ledgers[r] = _settledLedger[done + r];
            }
            for (int i = 0; i < _columns.Length; i++)
            {
                var column = _rows.Values.AsSpan(_columns[i] * ColumnBatch.Stride, rows);
                for (int r = 0, at = done * _width + 1 + i; r < column.Length; r++, at += _width) column[r] = _settled[at];
            }
            _rows.From = 0;
            _rows.Rows = rows;
            foreach (var table in tables) table.Settle(_rows, _ledgers.AsSpan(0, rows));
            foreach (var graph in graphs) graph.Settle(_rows, _ledgers.AsSpan(0, rows));
            done += rows;
        }
        _recent.Teach(_settledRecent.AsSpan(0, _settledCount));
        _settledCount = 0;
    }
}
