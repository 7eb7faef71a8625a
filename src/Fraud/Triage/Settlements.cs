using Fraud.Profiles;

namespace Fraud.Triage;

/// <summary>
/// Messages between judgement and memory. A settled one waits for the next tick and is then taught to the profiles; an open one waits for the host's word.
/// Of each only the columns that profiles need are kept. Order is that of settlement, so a replay teaches in the same order.
/// </summary>
sealed class Settlements
{
    readonly int[] _columns;
    readonly int _width; // ticks, then the columns
    readonly ColumnBatch _rows;
    readonly Ledger[] _ledgers = new Ledger[ColumnBatch.Capacity];

    long[] _settled = [];
    Ledger[] _settledLedger = new Ledger[ColumnBatch.Capacity];
    int _settledCount;

    readonly long[] _open;
    readonly Dictionary<long, int> _openSlot;
    readonly Queue<(long Id, int Slot)> _openOrder;
    readonly Stack<int> _freeSlots;

    public Settlements(int[] columns, ColumnBatch rows, int capacity)
    {
        _columns = columns;
        _width = 1 + columns.Length;
        _rows = rows;
        _settled = new long[_width * ColumnBatch.Capacity];
        _open = new long[_width * capacity];
        _openSlot = new Dictionary<long, int>(capacity);
        _openOrder = new Queue<(long, int)>(capacity);
        _freeSlots = new Stack<int>(capacity);
        for (int slot = capacity - 1; slot >= 0; slot--) _freeSlots.Push(slot);
    }

    /// <summary>Open messages that had to be forgotten because more waited than the host allowed.</summary>
    public long Forgotten { get; private set; }
    public int Open => _openSlot.Count;
    public int Settled => _settledCount;

    public void AddSettled(ColumnBatch batch, int row, Ledger ledger)
    {
        int at = NewSettled(ledger);
        Copy(batch, row, _settled.AsSpan(at, _width));
    }

    int NewSettled(Ledger ledger)
    {
        if ((_settledCount + 1) * _width > _settled.Length)
        {
            Array.Resize(ref _settled, _settled.Length * 2);
            Array.Resize(ref _settledLedger, _settledLedger.Length * 2);
        }
        _settledLedger[_settledCount] = ledger;
        return _settledCount++ * _width;
    }

    public void AddOpen(long id, ColumnBatch batch, int row)
    {
        while (_freeSlots.Count == 0)
        {
            var (oldest, slot) = _openOrder.Dequeue();
            if (!_openSlot.Remove(oldest, out int held) || held != slot) continue;
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

    public bool Settle(long id, Ledger ledger)
    {
        if (!_openSlot.Remove(id, out int slot)) return false;
        int at = NewSettled(ledger);
        _open.AsSpan(slot * _width, _width).CopyTo(_settled.AsSpan(at, _width));
        _freeSlots.Push(slot);
        return true;
    }

    void Copy(ColumnBatch batch, int row, Span<long> target)
    {
        target[0] = batch.Ticks[row];
        for (int i = 0; i < _columns.Length; i++) target[1 + i] = batch.Values[_columns[i] * ColumnBatch.Stride + row];
    }

    /// <summary>Teaches all that is settled to the profiles, in order.</summary>
    public void Teach(ProfileTable[] tables)
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
            done += rows;
        }
        _settledCount = 0;
    }
}
