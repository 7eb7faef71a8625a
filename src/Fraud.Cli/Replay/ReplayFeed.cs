using System.Globalization;
using Fraud.Cli.Logs;

namespace Fraud.Cli.Replay;

/// <summary>Feeds logs to an engine in batches, which decide as one by one would and cost less, and hands every decision on before the next batch.</summary>
/// <param name="engine">What judges.</param>
/// <param name="clock">Of the logs.</param>
/// <param name="labelDelay">How long after a transfer its label becomes known to the engine; null for never.</param>
abstract class ReplayFeed(FraudEngine engine, EventClock clock, TimeSpan? labelDelay = null)
{
    const int BatchRows = 256; // the engine's own page

    readonly TransferBatch _batch = new();
    readonly (string Source, long Offset, int Transfer)[] _places = new (string, long, int)[BatchRows];
    readonly Decision[] _decisions = new Decision[BatchRows];
    readonly PriorityQueue<(long Decision, bool Fraud), (DateTimeOffset Due, long Order)> _labels = new();
    DateTimeOffset _newest = DateTimeOffset.MinValue; // event time so far
    DateTimeOffset _firstDue = DateTimeOffset.MaxValue; // when the first label of what is waiting may become known
    long _order;

    /// <summary>Takes the next entry, decoded; answers why it cannot be read as a transfer, though one was to be expected, or null.</summary>
    public string? Take(LogSource source)
    {
        var entry = source.Entry;
        if (!source.IsDecoded && source.Fault is null) return null; // an answer to a message that is not in this log
        Count(entry, source.Fault is not null);
        if (!source.IsDecoded) return source.Fault;
        var at = clock.TimeOf(entry, source.First);
        var settled = entry.Accepted switch { true => Settlement.Accepted, false => Settlement.Rejected, null => Settlement.Open };
        for (int i = 0; i < source.Transfers; i++)
        {
            // What is waiting must be judged before its own labels are.
            if (_batch.Count == BatchRows || at > _firstDue) Flush();
            Advance(at);
            _places[_batch.Count] = (entry.Source, entry.Offset, source.Transfers > 1 ? i : -1);
            _batch.Add(source.Transfer(i), at, settled);
        }
        return source.Fault;
    }

    /// <summary>Judges what is waiting. Call it once more at the end.</summary>
    public void Flush()
    {
        // A label is seen from the tick on that begins after its time: given before a batch in which that comes, it is seen where it would be one by one.
        while (_labels.TryPeek(out var label, out var when) && when.Due <= _newest)
        {
            _labels.Dequeue();
            engine.Label(label.Decision, label.Fraud, when.Due);
        }
        engine.EvaluateBatch(_batch, _decisions);
        for (int row = 0; row < _batch.Count; row++) HandOn(_batch[row], _batch.TimeOf(row), _places[row], in _decisions[row]);
        _batch.Clear();
        _firstDue = DateTimeOffset.MaxValue;
    }

    void Advance(DateTimeOffset at)
    {
        if (labelDelay is not { } delay) return;
        if (at > _newest) _newest = at;
        if (Later(at, delay) is var due && due < _firstDue) _firstDue = due;
    }

    static DateTimeOffset Later(DateTimeOffset at, TimeSpan delay) => DateTimeOffset.MaxValue - at > delay ? at + delay : DateTimeOffset.MaxValue;

    /// <summary>Tells the engine, when the delay has passed, what a transfer turned out to be.</summary>
    protected void Learn(in Decision decision, DateTimeOffset at, bool? fraud)
    {
        if (labelDelay is { } delay && fraud is { } known) _labels.Enqueue((decision.Id, known), (Later(at, delay), _order++));
    }

    /// <summary>Counts an entry that was read.</summary>
    protected virtual void Count(in LogEntry entry, bool wrong) { }

    /// <summary>A transfer and its decision, which can be explained until the next.</summary>
    protected abstract void HandOn(in Transfer transfer, DateTimeOffset at, (string Source, long Offset, int Transfer) place, in Decision decision);

    /// <summary>By what a person names a transfer.</summary>
    protected static string IdOf(in Transfer transfer, in Decision decision)
    {
        // A message without a reference goes by the number of its decision.
        string id = transfer.Reference.IsEmpty ? "#" + decision.Id.ToString(CultureInfo.InvariantCulture) : JsonText.Show(transfer.Reference);
        // The orders of a request share its reference.
        return transfer.MessageType is MessageType.Mt101 or MessageType.Pain001 && !transfer.RelatedReference.IsEmpty ? id + "/" + JsonText.Show(transfer.RelatedReference) : id;
    }
}
