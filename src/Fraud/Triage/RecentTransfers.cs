using Fraud.Profiles;
using Fraud.Rules.Facts;

namespace Fraud.Triage;

/// <summary>What became of a transfer so far.</summary>
enum TransferState : byte { Free, Open, Pending, Taught }

/// <summary>
/// The transfers judged last, so that a status message (pacs.002) finds the one it answers. A ring: the oldest makes room. Keys are indexed from the first status on; who never
/// gets one pays for the copy only.
/// </summary>
sealed class RecentTransfers(int columns, int capacity)
{
    int _width = columns;

    public struct Entry
    {
        public TransferKeys Keys;
        public long Decision;      // its number, while open
        public int Pending;        // its place among what waits for the tick, while pending
        public Ledger Ledger;      // what was or will be taught
        public TransferState State;
        public bool Held;          // by the engine: only the host releases it
    }

    readonly Entry[] _entries = new Entry[capacity];
    long[] _values = new long[columns * capacity];
    Dictionary<ulong, int>? _byKey; // looked up, never enumerated
    int _next;

    public ref Entry this[int slot] => ref _entries[slot];

    /// <summary>What profiles need of it.</summary>
    public Span<long> ValuesOf(int slot) => _values.AsSpan(slot * _width, _width);

    /// <summary>Keeps other columns of each transfer: those that lie at these places now.</summary>
    public void Rebase(int[] from)
    {
        _values = Settlements.Rebase(_values, _width, from);
        _width = 1 + from.Length;
    }

    /// <summary>Makes room for one more.</summary>
    public int Add(in TransferKeys keys, TransferState state)
    {
        int slot = _next;
        _next = (_next + 1) % capacity;
        ref var entry = ref _entries[slot];
        if (_byKey is not null)
        {
            Forget(in entry.Keys, slot);
            Index(in keys, slot);
        }
        entry = new Entry { Keys = keys, State = state };
        return slot;
    }

    /// <summary>What waited for the tick has been taught.</summary>
    public void Teach(ReadOnlySpan<int> slots)
    {
        foreach (int slot in slots)
            if (slot >= 0 && _entries[slot].State == TransferState.Pending) _entries[slot].State = TransferState.Taught;
    }

    /// <summary>
    /// The one transfer that a status names by reference, transaction, UETR or end-to-end identification; −1 when it is none of these. The reference goes first: a payment and its
    /// cover share the UETR.
    /// </summary>
    public int Find(in TransferKeys keys)
    {
        if (_byKey is null)
        {
            _byKey = new Dictionary<ulong, int>(4 * capacity);
            for (int i = 0; i < capacity; i++) // oldest first: of two with one key, the later is meant
                if (_entries[(_next + i) % capacity].State != TransferState.Free) Index(in _entries[(_next + i) % capacity].Keys, (_next + i) % capacity);
        }
        foreach (ulong key in (ReadOnlySpan<ulong>)[keys.Reference, keys.Transaction, keys.Uetr, keys.EndToEnd])
            if (key != 0 && _byKey.TryGetValue(key, out int slot)) return slot;
        return -1;
    }

    /// <summary>From a slot on, the next transfer of a message; −1 when there is none. A status of a whole message is rare: all are looked at.</summary>
    public int FindOfMessage(ulong message, int from)
    {
        for (int slot = from; slot < capacity; slot++)
            if (_entries[slot].Keys.Message == message && _entries[slot].State != TransferState.Free) return slot;
        return -1;
    }

    void Index(in TransferKeys keys, int slot)
    {
        foreach (ulong key in (ReadOnlySpan<ulong>)[keys.Reference, keys.Transaction, keys.Uetr, keys.EndToEnd]) if (key != 0) _byKey![key] = slot;
    }

    void Forget(in TransferKeys keys, int slot)
    {
        foreach (ulong key in (ReadOnlySpan<ulong>)[keys.Reference, keys.Transaction, keys.Uetr, keys.EndToEnd])
            if (key != 0 && _byKey!.TryGetValue(key, out int known) && known == slot) _byKey.Remove(key);
    }
}
