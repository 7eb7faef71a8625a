using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Rules.Facts;

namespace Fraud.Triage;

/// <summary>
/// The watch for covers: a customer transfer that names a correspondent (53a, 54a, a reimbursement agent) announces one, and waits for it two days. Of an institution whose covers
/// are not seen here nothing can be told: ten must have come, and four times as many as are missing. All is taken at the tick, so that batching changes nothing.
/// </summary>
sealed class CoverWatch(int capacity)
{
    const long Within = 2 * TimeSpan.TicksPerDay, Missed = 10 * TimeSpan.TicksPerDay;
    const int Enough = 10, MostSenders = 4096;

    enum State : byte { Free, Announced, Waiting, Missing, Done, Cover }

    struct Leg
    {
        public ulong Link, Sender;
        public long Id, Ticks;
        public State State;
    }

    struct Sender
    {
        public long Covered;
        public int Missing;
    }

    enum EventKind : byte { Leg, Cover, Settled, Answered }

    readonly record struct Event(ulong Link, ulong Sender, long Id, long Ticks, Ledger Ledger, EventKind Kind);

    readonly Leg[] _legs = new Leg[capacity];
    readonly List<Event> _events = [];
    readonly Dictionary<ulong, int> _byLink = new(capacity), _senders = []; // looked up, never enumerated
    readonly Queue<(int Slot, long Id)> _waiting = new(capacity), _missing = [];
    Sender[] _sender = new Sender[4];
    int _next;
    long _clock = long.MinValue;

    /// <summary>A transfer that was judged.</summary>
    public void Send(in TransferFields fields, in TransferKeys keys, long id, long ticks, Ledger? settled)
    {
        if (keys.Link == 0 || keys.Owner == 0) return;
        bool cover = fields.Class == TransferClass.Cover;
        if (!cover && (fields.Class != TransferClass.Customer || !Announces(in fields))) return;
        _events.Add(new Event(keys.Link, keys.Owner, id, ticks, settled ?? Ledger.Attempts, cover ? EventKind.Cover : EventKind.Leg));
    }

    public void Settle(long id, Ledger ledger) => _events.Add(new Event(0, 0, id, 0, ledger, EventKind.Settled));

    public void Answer(in TransferKeys keys, Ledger ledger)
    {
        if (keys.Link != 0) _events.Add(new Event(keys.Link, keys.Owner, 0, 0, ledger, EventKind.Answered));
    }

    /// <summary>A correspondent on the way that is not the one the message goes to.</summary>
    static bool Announces(in TransferFields fields) =>
        !fields.SenderCorrespondent.IsNone && fields.SenderCorrespondent.Packed != fields.Receiver.Packed || !fields.ReceiverCorrespondent.IsNone && fields.ReceiverCorrespondent.Packed != fields.Receiver.Packed;

    /// <summary>Takes what has happened since the last tick.</summary>
    public void Tick()
    {
        foreach (var e in _events)
        {
            switch (e.Kind)
            {
                case EventKind.Cover: Cover(in e); break;
                case EventKind.Leg: Announce(in e); break;
                default:
                    int slot = e.Kind == EventKind.Settled ? FindById(e.Id) : _byLink.GetValueOrDefault(e.Link, -1);
                    if (slot < 0) break;
                    if (e.Ledger == Ledger.Rejected) Leave(slot, State.Announced, State.Waiting, State.Missing);
                    else if (e.Ledger == Ledger.Accepted && _legs[slot].State == State.Announced) Wait(slot, Math.Max(_clock, _legs[slot].Ticks));
                    break;
            }
        }
        _events.Clear();
    }

    /// <summary>Customer transfers of an institution whose cover did not come; unknown where its covers are not seen.</summary>
    public long MissingOf(ulong sender, long now)
    {
        Advance(now);
        if (!_senders.TryGetValue(sender, out int at)) return ColumnBatch.Unknown;
        ref readonly var of = ref _sender[at];
        return of.Covered >= Enough && of.Covered >= 4 * of.Missing ? of.Missing : ColumnBatch.Unknown;
    }

    void Cover(in Event e)
    {
        int slot = _byLink.GetValueOrDefault(e.Link, -1);
        if (slot >= 0 && _legs[slot].State is State.Waiting or State.Missing or State.Announced) Done(slot);
        else if (slot < 0) Add(in e, State.Cover);
    }

    void Announce(in Event e)
    {
        int known = _byLink.GetValueOrDefault(e.Link, -1);
        bool covered = known >= 0 && _legs[known].State == State.Cover && e.Ticks - _legs[known].Ticks <= Within;
        int slot = Add(in e, State.Announced);
        if (covered) Done(slot);
        else if (e.Ledger == Ledger.Accepted) Wait(slot, e.Ticks);
    }

    int Add(in Event e, State state)
    {
        int slot = _next;
        _next = (_next + 1) % capacity;
        Leave(slot, State.Waiting, State.Missing, State.Done);
        if (_legs[slot].State != State.Free && _byLink.TryGetValue(_legs[slot].Link, out int indexed) && indexed == slot) _byLink.Remove(_legs[slot].Link);
        _legs[slot] = new Leg { Link = e.Link, Sender = e.Sender, Id = e.Id, Ticks = e.Ticks, State = state };
        _byLink[e.Link] = slot;
        return slot;
    }

    void Wait(int slot, long since)
    {
        _legs[slot].Ticks = since;
        _legs[slot].State = State.Waiting;
        _waiting.Enqueue((slot, _legs[slot].Id));
    }

    void Done(int slot)
    {
        Leave(slot, State.Waiting, State.Missing, State.Announced);
        if (SenderOf(_legs[slot].Sender) is >= 0 and var at) _sender[at].Covered = Math.Min(1000, _sender[at].Covered + 1);
    }

    void Leave(int slot, State first, State second, State third)
    {
        ref var leg = ref _legs[slot];
        if (leg.State != first && leg.State != second && leg.State != third) return;
        if (leg.State == State.Missing) _sender[_senders[leg.Sender]].Missing--;
        leg.State = State.Done;
    }

    /// <summary>Time goes on: who waits longer is missing its cover, and after ten days nobody asks any more.</summary>
    void Advance(long now)
    {
        // More than a day back, the clock that was ahead was wrong, as for the engine's ticks.
        if (now <= _clock && _clock - now <= EventLog.Lateness) return;
        _clock = now;
        while (_waiting.TryPeek(out var entry) && (!Is(entry, State.Waiting) || _legs[entry.Slot].Ticks + Within < now))
        {
            _waiting.Dequeue();
            if (!Is(entry, State.Waiting) || SenderOf(_legs[entry.Slot].Sender) is not (>= 0 and var at)) continue;
            _legs[entry.Slot].State = State.Missing;
            _sender[at].Missing++;
            _missing.Enqueue(entry);
        }
        while (_missing.TryPeek(out var entry) && (!Is(entry, State.Missing) || _legs[entry.Slot].Ticks + Missed < now))
        {
            _missing.Dequeue();
            if (Is(entry, State.Missing)) Leave(entry.Slot, State.Missing, State.Missing, State.Missing);
        }
    }

    bool Is((int Slot, long Id) entry, State state) => _legs[entry.Slot].Id == entry.Id && _legs[entry.Slot].State == state;

    int SenderOf(ulong sender)
    {
        if (_senders.TryGetValue(sender, out int at)) return at;
        if (_senders.Count == MostSenders) return -1;
        _senders.Add(sender, at = _senders.Count);
        if (at == _sender.Length) Array.Resize(ref _sender, 2 * at);
        return at;
    }

    /// <summary>Numbers rise around the ring.</summary>
    int FindById(long id)
    {
        int low = 0, high = capacity;
        while (low < high)
        {
            int middle = (low + high) / 2;
            ref readonly var leg = ref _legs[(_next + middle) % capacity];
            if (leg.State == State.Free || leg.Id < id) low = middle + 1;
            else high = middle;
        }
        int slot = (_next + low) % capacity;
        return low < capacity && _legs[slot].State != State.Free && _legs[slot].Id == id ? slot : -1;
    }

    /// <summary>Equal for watches that saw the same.</summary>
    public ulong StateHash()
    {
        ulong hash = (ulong)_clock ^ (ulong)_next << 32;
        foreach (ref readonly var leg in _legs.AsSpan()) hash = (hash ^ leg.Link ^ (ulong)leg.Id << 8 ^ (byte)leg.State) * 0x9E37_79B9_7F4A_7C15;
        return hash;
    }
}
