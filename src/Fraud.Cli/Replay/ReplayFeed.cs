using System.Globalization;
using Fraud.Cli.Logs;

namespace Fraud.Cli.Replay;

/// <summary>Feeds logs to an engine in batches, which decide as one by one would and cost less, and hands every decision on before the next batch.</summary>
/// <param name="engine">What judges.</param>
/// <param name="clock">Of the logs.</param>
/// <param name="delay">Through which labels reach the engine; null for never.</param>
abstract class ReplayFeed(FraudEngine engine, EventClock clock, LabelDelay? delay = null)
{
    const int BatchRows = 256; // the engine's own page

    /// <summary>What is known beside the logs; null for what they say themselves.</summary>
    public Labels? Labels { get; init; }

    readonly TransferBatch _batch = new();
    readonly (string Source, long Offset, int Transfer)[] _places = new (string, long, int)[BatchRows];
    readonly Decision[] _decisions = new Decision[BatchRows];
    DateTimeOffset _newest = DateTimeOffset.MinValue; // event time so far
    DateTimeOffset _firstDue = DateTimeOffset.MaxValue; // when the first label of what is waiting may become known

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
            // What waits must be judged before its own labels can be told.
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
        delay?.Tell(_newest);
        engine.EvaluateBatch(_batch, _decisions);
        for (int row = 0; row < _batch.Count; row++) HandOn(_batch[row], _batch.TimeOf(row), _places[row], in _decisions[row]);
        _batch.Clear();
        _firstDue = DateTimeOffset.MaxValue;
    }

    void Advance(DateTimeOffset at)
    {
        if (delay is null) return;
        if (at > _newest) _newest = at;
        if (delay.DueAfter(at) is var due && due < _firstDue) _firstDue = due;
    }

    /// <summary>What a transfer turned out to be, kept until the engine may be told; null when it is not known.</summary>
    protected bool? Learn(in Transfer transfer, string id, in Decision decision, DateTimeOffset at)
    {
        bool? fraud = Labels is not null && Labels.TryFind(id, out bool label) ? label : transfer.Label;
        if (fraud is { } known) delay?.Add(decision, at, known);
        return fraud;
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
