using Fraud.Profiles;

namespace Fraud.Triage;

/// <summary>
/// What became known of transfers later: whether they were fraud. Of each of the latest transfers the columns are kept that the ledgers of labels need, so that a label teaches
/// what was known when the transfer was judged, dated by the moment at which the label became known. A label waits until the tick after that moment begins: what a transfer
/// sees of it depends on the two times alone, and not on where among the messages of a batch the host had it.
/// </summary>
sealed class LabelLedger
{
    // What the host has said of a decision; beside it, whether it has been taught.
    const byte Unlabelled = 0, Honest = 1, Fraudulent = 2, Said = 3, Taught = 4;

    readonly int _capacity; // fewer where so many would not fit an array
    readonly Ledger[] _ledgers = new Ledger[ColumnBatch.Capacity];
    readonly PriorityQueue<(long Id, bool Fraud), (long Known, long Order)> _waiting = new();
    int[] _columns;
    int _width; // ticks, then the columns
    ColumnBatch _rows;
    long[] _ids = []; // by number of the decision, modulo the capacity
    long[] _values = [];
    byte[] _states = [];
    long _order;
    long _since; // decisions up to this one were made before anything was kept
    int _taken; // rows that are ready to be taught

    /// <param name="columns">What the ledgers of labels need; none when nothing is asked of them, and then nothing is kept.</param>
    /// <param name="rows">A batch of the program's columns, for teaching.</param>
    /// <param name="capacity">How many of the latest decisions can be labelled.</param>
    public LabelLedger(int[] columns, ColumnBatch rows, int capacity)
    {
        (_columns, _rows, _capacity, _width) = (columns, rows, capacity, 1 + columns.Length);
        Allocate();
    }

    void Allocate()
    {
        int slots = IsAsked ? Math.Min(_capacity, Array.MaxLength / _width) : 0;
        (_ids, _states, _values) = (new long[slots], new byte[slots], new long[slots * _width]);
    }

    /// <summary>What a transfer takes of which so many columns are kept: its number, its time, what was said, and the columns.</summary>
    public static int BytesOf(int columns) => sizeof(long) + sizeof(long) + sizeof(byte) + columns * sizeof(long);

    /// <summary>Whether the policy asks anything of the ledgers of labels.</summary>
    public bool IsAsked => _columns.Length > 0;

    /// <summary>Whether any label was ever learned: before that, nothing is known of any transfer.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Labels of transfers that were not, or no longer, remembered, and those that found no place to wait.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Goes on with the columns of another program, from the decision after the newest on; see <see cref="Settlements.Rebase(int[], ColumnBatch, int[])"/>.</summary>
    public void Rebase(int[] columns, ColumnBatch rows, int[] from, long newest)
    {
        bool wasAsked = IsAsked;
        (_columns, _rows) = (columns, rows);
        if (wasAsked && IsAsked) _values = Settlements.Rebase(_values, _width, from);
        _width = 1 + columns.Length;
        if (wasAsked && IsAsked) return;
        Allocate();
        _since = newest;
    }

    /// <summary>Keeps what a label of the transfer would teach.</summary>
    public void Remember(long id, ColumnBatch batch, int row)
    {
        if (_ids.Length == 0) return;
        int slot = (int)(id % _ids.Length);
        (_ids[slot], _states[slot]) = (id, Unlabelled);
        var values = _values.AsSpan(slot * _width, _width);
        values[0] = batch.Ticks[row];
        for (int i = 0; i < _columns.Length; i++) values[1 + i] = batch.Values[_columns[i] * ColumnBatch.Stride + row];
    }

    /// <summary>
    /// Takes the word on a decision; false when there is nothing to be learned from it: the decision is not remembered, or is labelled so already, or too many labels wait. Once it is known
    /// as fraud it stays so.
    /// </summary>
    /// <param name="id">The decision.</param>
    /// <param name="fraud">The word.</param>
    /// <param name="known">When it became known, UTC ticks.</param>
    /// <param name="isOpen">Whether the decision waits for a settlement.</param>
    /// <param name="newest">The number of the newest decision.</param>
    public bool Add(long id, bool fraud, long known, bool isOpen, long newest)
    {
        int slot = _ids.Length > 0 && id > 0 ? (int)(id % _ids.Length) : -1;
        bool isRemembered = slot >= 0 && _ids[slot] == id;
        byte state = fraud ? Fraudulent : Honest;
        if (isRemembered && (_states[slot] & Said) >= state) return false;
        if (!isRemembered && !isOpen)
        {
            if (slot >= 0 && (id <= newest - _ids.Length || id <= _since)) Forgotten++;
            return false;
        }
        // Each transfer that is remembered can be labelled honest and then fraud.
        if (_waiting.Count >= 2 * (long)_capacity)
        {
            Forgotten++;
            return false;
        }
        if (isRemembered)
        {
            known = Math.Max(known, _values[slot * _width]); // nothing is known before it happened
            _states[slot] = (byte)(_states[slot] & Taught | state);
        }
        _waiting.Enqueue((id, fraud), (known, _order++));
        return true;
    }

    /// <summary>The next label that became known before a moment; it is taught by the next <see cref="Teach"/>, or before when many are due.</summary>
    /// <param name="before">UTC ticks.</param>
    /// <param name="tables">What is taught.</param>
    /// <param name="id">Which decision it is on.</param>
    /// <param name="fraud">What it says.</param>
    public bool TryTake(long before, ProfileTable[] tables, out long id, out bool fraud)
    {
        (id, fraud) = (0, false);
        if (!_waiting.TryPeek(out var label, out var when) || when.Known >= before) return false;
        _waiting.Dequeue();
        (id, fraud) = label;
        HasBegun = true;
        if (_ids.Length == 0) return true;
        int slot = (int)(id % _ids.Length);
        if (_ids[slot] != id)
        {
            Forgotten++;
            return true;
        }
        if (_taken > ColumnBatch.Capacity - 2) Teach(tables);
        if (fraud) Fill(slot, when.Known, Ledger.Fraud);
        if ((_states[slot] & Taught) == 0) Fill(slot, when.Known, Ledger.Labelled);
        _states[slot] |= Taught;
        return true;
    }

    void Fill(int slot, long known, Ledger ledger)
    {
        _rows.Ticks[_taken] = known;
        for (int i = 0, at = slot * _width + 1; i < _columns.Length; i++) _rows.Values[_columns[i] * ColumnBatch.Stride + _taken] = _values[at + i];
        _ledgers[_taken++] = ledger;
    }

    /// <summary>Teaches the labels taken to the profiles, in order.</summary>
    public void Teach(ProfileTable[] tables)
    {
        if (_taken == 0) return;
        (_rows.From, _rows.Rows) = (0, _taken);
        foreach (var table in tables) table.Settle(_rows, _ledgers.AsSpan(0, _taken));
        _taken = 0;
    }

    /// <summary>Of what can be labelled and what was said of it, of what waits, and whether anything was learned.</summary>
    public ulong StateHash()
    {
        ulong sum = HasBegun ? 0x9E37_79B9_7F4A_7C15 : 0;
        foreach (var ((id, fraud), (known, _)) in _waiting.UnorderedItems)
        {
            ulong hash = ((ulong)id * 2 + (fraud ? 1UL : 0)) * 0xD6E8_FEB8_6659_FD93 ^ (ulong)known * 0xC2B2_AE3D_27D4_EB4F;
            sum += hash ^ hash >> 32; // in whatever order
        }
        for (int slot = 0; slot < _ids.Length; slot++)
        {
            if (_ids[slot] == 0) continue;
            ulong hash = (ulong)_ids[slot] * 0xD6E8_FEB8_6659_FD93 ^ _states[slot];
            foreach (long value in _values.AsSpan(slot * _width, _width)) hash = (hash ^ hash >> 32 ^ (ulong)value) * 0x9E37_79B9_7F4A_7C15;
            sum = (sum ^ sum >> 32 ^ hash) * 0xC2B2_AE3D_27D4_EB4F;
        }
        return sum;
    }
}
