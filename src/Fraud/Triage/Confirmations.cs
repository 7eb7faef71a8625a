using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Rules.Facts;
using Fraud.Rules.Planning;

namespace Fraud.Triage;

/// <summary>
/// The watch for echoes. Orders are remembered, accepted ones wait for the confirmation of the bank that books them, and confirmed debits are matched with the orders that they answer.
/// <para>A bank's confirmations are waited for once they have been seen: an order of a pair of banks is expected to be confirmed when one of their debits was matched within thirty
/// days, and four fifths of the last ones in time; who only sends a statement the next morning makes no order late. Time is that of the messages, and counts while the currency's
/// payment system is open.</para>
/// Confirmations are matched in the order of the rows; orders and what became of them are taken at the tick, as the profiles take them, so that batching changes nothing.
/// </summary>
sealed class Confirmations(int capacity)
{
    /// <summary>Confirmations older than this say nothing of whether any are sent today.</summary>
    const long Recent = 30 * TimeSpan.TicksPerDay;

    /// <summary>After ten days without an answer somebody has asked, or nobody ever will.</summary>
    const long Waited = 10 * TimeSpan.TicksPerDay;

    /// <summary>A debit is booked within days of its order: one of whose days not all orders are remembered answers nothing for sure.</summary>
    const int DaysBefore = 3;

    /// <summary>Institutions, and pairs of them, that are watched; further ones are not evaluable.</summary>
    const int MostWatched = 4096;

    /// <summary>Charges may be taken from what was ordered: 22.50 of 20 million at the New York Fed, more along a chain.</summary>
    const int ChargeUnits = 100;

    enum State : byte { Free, Seen, Waiting, Overdue, Confirmed }

    struct Order
    {
        public TransferKeys Keys;
        public Money Amount;
        public long Id, Ticks, Due;     // due: unknown until asked for
        public int Before, Behind;      // among the overdue ones of its institution
        public State State;
        public bool Accepted;
    }

    // What became of an order, or a new one; taken at the tick.
    readonly record struct Event(TransferKeys Keys, Money Amount, long Id, long Ticks, Ledger Ledger, EventKind Kind);

    enum EventKind : byte { Sent, Settled, Answered }

    struct Institution
    {
        public long Matched;        // the latest confirmation that was
        public int Overdue;
        public int First, Last;     // its overdue orders, by when they became so
    }

    struct Pair
    {
        public long Matched;
        public int Total, InTime;
    }

    readonly Order[] _orders = new Order[capacity];
    readonly List<Event> _events = [];
    readonly Dictionary<ulong, int> _byKey = [];                    // looked up, never enumerated, as the next two
    readonly Dictionary<ulong, int> _institutions = [], _pairs = [];
    readonly PriorityQueue<(int Slot, long Id), (long Due, long Id)> _waiting = new();
    Institution[] _institution = new Institution[4];
    Pair[] _pair = new Pair[4];
    WatchColumns _columns = new(WatchColumns.UsualTicks, -1, -1, -1);
    ReferenceData _reference = ReferenceData.Default;
    int _next;
    long _clock = long.MinValue;
    long _complete = long.MaxValue; // from there on all orders are remembered

    /// <summary>Orders overdue for their confirmation, of all institutions.</summary>
    public int Overdue { get; private set; }

    /// <summary>Debits that answered no order.</summary>
    public long Unmatched { get; private set; }

    /// <summary>Serves a policy. Who waits already is waited for as long as was said then; a policy that does not ask leaves the watch running.</summary>
    public void Serve(WatchColumns? columns, ReferenceData reference)
    {
        _columns = columns ?? new WatchColumns(_columns.WithinTicks, -1, -1, -1);
        _reference = reference;
    }

    // ---- what happens, by row -------------------------------------------------------------------------------------------------

    /// <summary>An order that was judged.</summary>
    public void Send(in TransferFields fields, in TransferKeys keys, long id, long ticks, Ledger? settled)
    {
        // A request is executed under a reference of the bank's own, and a debit is collected from others.
        if (fields.MessageType is MessageType.Mt101 or MessageType.Pain001 || fields.Class == TransferClass.DirectDebit) return;
        _events.Add(new Event(keys, fields.SettlementAmount, id, ticks, settled ?? Ledger.Attempts, EventKind.Sent));
    }

    /// <summary>What the host says became of an order.</summary>
    public void Settle(long id, Ledger ledger) => _events.Add(new Event(default, default, id, 0, ledger, EventKind.Settled));

    /// <summary>What a status message says became of one.</summary>
    public void Answer(in TransferKeys keys, Ledger ledger) => _events.Add(new Event(keys, default, 0, 0, ledger, EventKind.Answered));

    /// <summary>Takes what has happened since the last tick.</summary>
    public void Tick()
    {
        foreach (var e in _events)
        {
            int slot = e.Kind switch { EventKind.Sent => Add(in e), EventKind.Settled => FindById(e.Id), _ => Find(e.Keys) };
            if (slot < 0) continue;
            ref var order = ref _orders[slot];
            if (e.Ledger == Ledger.Accepted && !order.Accepted)
            {
                order.Accepted = true;
                // One that was held is sent when it is released.
                if (e.Kind != EventKind.Sent) (order.Ticks, order.Due) = (Math.Max(order.Ticks, _clock), ColumnBatch.Unknown);
                if (order.State == State.Seen) Expect(slot);
            }
            else if (e.Ledger == Ledger.Rejected)
            {
                order.Accepted = false;
                if (order.State is State.Waiting or State.Overdue) Leave(ref order, State.Seen);
            }
        }
        _events.Clear();
    }

    /// <summary>Matches a confirmation, and fills the columns of a row. Rows come in order.</summary>
    public void Fill(ColumnBatch batch, int row, in TransferFields fields, in TransferKeys keys, bool test)
    {
        long now = batch.Ticks[row];
        if (_complete == long.MaxValue) _complete = now;
        Advance(now);
        long unmatched = 0;
        var why = UnknownReason.None;
        if (fields.Booking is Booking.Debit or Booking.OtherDebit && !test) unmatched = Match(in fields, in keys, now, out why);
        Set(batch, row, _columns.EntryUnmatched, unmatched, why);
        bool watched = _institutions.TryGetValue(keys.Owner, out int at) && now - _institution[at].Matched <= Recent;
        Set(batch, row, _columns.Unconfirmed, watched ? Count(at, out _) : ColumnBatch.Unknown, UnknownReason.NoSignal);
        Set(batch, row, _columns.UnconfirmedFor, watched && Count(at, out long since) >= 0 ? since : ColumnBatch.Unknown, UnknownReason.NoSignal);
    }

    static void Set(ColumnBatch batch, int row, int column, long value, UnknownReason why)
    {
        if (column < 0) return;
        if (value == ColumnBatch.Unknown) batch.SetUnknown(column, row, why);
        else batch.Values[column * ColumnBatch.Stride + row] = value;
    }

    /// <summary>How many orders of an institution are overdue, and how long ago the first was sent.</summary>
    int Count(int at, out long since)
    {
        ref var institution = ref _institution[at];
        while (institution.Overdue > 0 && _orders[institution.First].Due < _clock - Waited) Leave(ref _orders[institution.First], State.Seen);
        since = institution.Overdue == 0 ? 0 : Math.Max(0, _clock - _orders[institution.First].Ticks);
        return institution.Overdue;
    }

    // ---- orders ---------------------------------------------------------------------------------------------------------------

    int Add(in Event e)
    {
        int slot = _next;
        _next = (_next + 1) % capacity;
        ref var order = ref _orders[slot];
        if (order.State != State.Free)
        {
            _complete = Math.Max(_complete, order.Ticks + 1);
            if (order.State is State.Waiting or State.Overdue) Leave(ref order, State.Seen);
            if (_institutions.Count > 0 && _institutions.ContainsKey(order.Keys.Owner)) Forget(in order.Keys, slot);
        }
        order = new Order { Keys = e.Keys, Amount = e.Amount, Id = e.Id, Ticks = e.Ticks, Due = ColumnBatch.Unknown, State = State.Seen };
        if (_institutions.Count > 0 && _institutions.ContainsKey(e.Keys.Owner)) Index(in order.Keys, slot);
        return slot;
    }

    void Index(in TransferKeys keys, int slot)
    {
        foreach (ulong key in (ReadOnlySpan<ulong>)[keys.Reference, keys.Transaction, keys.Uetr, keys.EndToEnd]) if (key != 0) _byKey[key] = slot;
    }

    void Forget(in TransferKeys keys, int slot)
    {
        foreach (ulong key in (ReadOnlySpan<ulong>)[keys.Reference, keys.Transaction, keys.Uetr, keys.EndToEnd])
            if (key != 0 && _byKey.TryGetValue(key, out int known) && known == slot) _byKey.Remove(key);
    }

    /// <summary>The order that is meant: by the reference first, because a payment and its cover share the UETR.</summary>
    int Find(in TransferKeys keys)
    {
        foreach (ulong key in (ReadOnlySpan<ulong>)[keys.Reference, keys.Transaction, keys.Uetr, keys.EndToEnd])
            if (key != 0 && _byKey.TryGetValue(key, out int slot)) return slot;
        return -1;
    }

    /// <summary>Numbers rise around the ring.</summary>
    int FindById(long id)
    {
        int low = 0, high = capacity;
        while (low < high)
        {
            int middle = (low + high) / 2;
            ref readonly var order = ref _orders[(_next + middle) % capacity];
            if (order.State == State.Free || order.Id < id) low = middle + 1;
            else high = middle;
        }
        int slot = (_next + low) % capacity;
        return low < capacity && _orders[slot].State != State.Free && _orders[slot].Id == id ? slot : -1;
    }

    /// <summary>An accepted order is waited for from now on, when its pair of banks, or the institution's own ledger, has confirmed others before.</summary>
    void Expect(int slot)
    {
        ref var order = ref _orders[slot];
        if (!_institutions.ContainsKey(order.Keys.Owner)) return;
        if (!Confirms(order.Keys.Owner, order.Keys.Other, order.Ticks) && !Confirms(order.Keys.Owner, order.Keys.Owner, order.Ticks)) return;
        if (DueOf(ref order) is not (> 0 and var due)) return;
        order.State = State.Waiting;
        if (_waiting.Count < 2 * capacity) _waiting.Enqueue((slot, order.Id), (due, order.Id));
        else Requeue();
    }

    /// <summary>Who was answered stays in the queue until due: from time to time it is made anew.</summary>
    void Requeue()
    {
        _waiting.Clear();
        for (int slot = 0; slot < capacity; slot++)
            if (_orders[slot].State == State.Waiting) _waiting.Enqueue((slot, _orders[slot].Id), (_orders[slot].Due, _orders[slot].Id));
    }

    bool Confirms(ulong owner, ulong other, long at)
    {
        if (!_pairs.TryGetValue(Both(owner, other), out int index)) return false;
        ref readonly var pair = ref _pair[index];
        return at - pair.Matched <= Recent && 5 * pair.InTime >= 4 * pair.Total;
    }

    // The keys are secret hashes.
    static ulong Both(ulong owner, ulong other) => owner ^ ulong.RotateLeft(other, 32);

    /// <summary>Until when a confirmation is in time; −1 where the payment system or its calendar is not known.</summary>
    long DueOf(ref Order order)
    {
        if (order.Due == ColumnBatch.Unknown) order.Due = _reference.Rails.Of(order.Amount.Currency)?.After(order.Ticks, _columns.WithinTicks) ?? -1;
        return order.Due;
    }

    /// <summary>Time goes on: who waits beyond the due time is overdue.</summary>
    void Advance(long now)
    {
        // More than a day back, the clock that was ahead was wrong, as for the engine's ticks.
        if (now <= _clock && _clock - now <= EventLog.Lateness) return;
        _clock = now;
        while (_waiting.TryPeek(out var entry, out var priority) && priority.Due < now)
        {
            _waiting.Dequeue();
            ref var order = ref _orders[entry.Slot];
            if (order.State != State.Waiting || order.Id != entry.Id) continue; // answered since, or its place is another's
            ref var institution = ref _institution[_institutions[order.Keys.Owner]];
            order.State = State.Overdue;
            order.Before = order.Behind = -1;
            if (institution.Overdue == 0) institution.First = entry.Slot;
            else
            {
                _orders[institution.Last].Behind = entry.Slot;
                order.Before = institution.Last;
            }
            institution.Last = entry.Slot;
            institution.Overdue++;
            Overdue++;
        }
    }

    void Leave(ref Order order, State state)
    {
        if (order.State == State.Overdue)
        {
            ref var institution = ref _institution[_institutions[order.Keys.Owner]];
            if (order.Before < 0) institution.First = order.Behind;
            else _orders[order.Before].Behind = order.Behind;
            if (order.Behind < 0) institution.Last = order.Before;
            else _orders[order.Behind].Before = order.Before;
            institution.Overdue--;
            Overdue--;
        }
        order.State = state;
    }

    // ---- confirmations --------------------------------------------------------------------------------------------------------

    /// <summary>0 where a debit answers an order or needs none, 1 where it should and does not.</summary>
    long Match(in TransferFields fields, in TransferKeys keys, long now, out UnknownReason why)
    {
        why = UnknownReason.None;
        if (!_institutions.TryGetValue(keys.Owner, out int institution) && (institution = Watch(keys.Owner)) < 0) { why = UnknownReason.OutOfRange; return ColumnBatch.Unknown; }
        int slot = Find(keys);
        bool known = _pairs.TryGetValue(Both(keys.Owner, keys.Other), out int pair);
        if (slot >= 0 && Answers(fields.SettlementAmount, _orders[slot].Amount))
        {
            if (!known && (pair = AddPair(keys)) < 0) return 0;
            Confirm(ref _orders[slot], ref _institution[institution], ref _pair[pair], now);
            return 0;
        }
        if (fields.Booking == Booking.OtherDebit) return 0;
        if (!known || now - _pair[pair].Matched > Recent) why = UnknownReason.NoSignal;
        else if ((keys.Reference | keys.Transaction | keys.Uetr | keys.EndToEnd) == 0) why = UnknownReason.FieldAbsent;
        else if (_complete > Earliest(fields.ValueDay, now)) why = UnknownReason.NoHistory;
        if (why != UnknownReason.None) return ColumnBatch.Unknown;
        Unmatched++;
        return 1;
    }

    static void Confirm(ref Institution institution, ref Pair pair, long now)
    {
        institution.Matched = Math.Max(institution.Matched, now);
        pair.Matched = Math.Max(pair.Matched, now);
    }

    void Confirm(ref Order order, ref Institution institution, ref Pair pair, long now)
    {
        Confirm(ref institution, ref pair, now);
        if (order.State == State.Confirmed) return; // a notification, then the statement
        Leave(ref order, State.Confirmed);
        if (DueOf(ref order) is not (> 0 and var due)) return;
        if (pair.Total == 64) (pair.Total, pair.InTime) = (pair.Total / 2, pair.InTime / 2);
        pair.Total++;
        if (now <= due) pair.InTime++;
    }

    static long Earliest(int valueDay, long now)
    {
        int today = (int)(now / TimeSpan.TicksPerDay), day = valueDay == TransferFields.NoDay ? today : Math.Min(today, valueDay);
        return (day - DaysBefore) * TimeSpan.TicksPerDay;
    }

    /// <summary>Whether a debit may be that of an order: the same currency, and more or less by charges only. One without an amount is taken at its word.</summary>
    internal static bool Answers(Money booked, Money ordered)
    {
        if (booked.IsNone || ordered.IsNone) return true;
        if (booked.Currency != ordered.Currency) return false;
        Int128 a = booked.Unscaled, b = ordered.Unscaled, unit = 1;
        for (int scale = booked.Scale; scale < ordered.Scale; scale++) a *= 10;
        for (int scale = ordered.Scale; scale < booked.Scale; scale++) b *= 10;
        for (int scale = Math.Max(booked.Scale, ordered.Scale); scale > 0; scale--) unit *= 10;
        return Int128.Abs(a - b) <= Int128.Max(ChargeUnits * unit, b / 1000);
    }

    /// <summary>Begins to watch an institution: what it ordered before is indexed, the oldest first, for of two with one key the later is meant.</summary>
    int Watch(ulong owner)
    {
        if (owner == 0 || _institutions.Count == MostWatched) return -1;
        int at = _institutions.Count;
        if (at == 0)
        {
            // All at once: what grows with the messages allocates with them.
            _byKey.EnsureCapacity(4 * capacity);
            _waiting.EnsureCapacity(2 * capacity);
        }
        _institutions.Add(owner, at);
        if (at == _institution.Length) Array.Resize(ref _institution, 2 * at);
        _institution[at] = new Institution { Matched = long.MinValue / 2 };
        for (int i = 0; i < capacity; i++)
        {
            int slot = (_next + i) % capacity;
            if (_orders[slot].State != State.Free && _orders[slot].Keys.Owner == owner) Index(in _orders[slot].Keys, slot);
        }
        return at;
    }

    int AddPair(in TransferKeys keys)
    {
        if (_pairs.Count == MostWatched) return -1;
        int at = _pairs.Count;
        _pairs.Add(Both(keys.Owner, keys.Other), at);
        if (at == _pair.Length) Array.Resize(ref _pair, 2 * at);
        _pair[at] = new Pair { Matched = long.MinValue / 2 };
        return at;
    }

    /// <summary>Equal for watches that saw the same.</summary>
    public ulong StateHash()
    {
        ulong hash = (ulong)_clock ^ (ulong)_complete ^ (ulong)_next << 32 ^ (ulong)Overdue ^ (ulong)Unmatched << 16;
        foreach (ref readonly var order in _orders.AsSpan()) hash = (hash ^ (ulong)order.Id << 8 ^ (ulong)order.Due ^ (byte)order.State) * 0x9E37_79B9_7F4A_7C15;
        return hash;
    }
}
