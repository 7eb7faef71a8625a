namespace Fraud.Cli.Replay;

/// <summary>Labels on their way to an engine: each reaches it when the delay has passed since its transfer, by event time, and never before.</summary>
sealed class LabelDelay(FraudEngine engine, TimeSpan delay)
{
    /// <summary>How many of the latest decisions an engine of a replay must remember for their labels: memory is taken as they are made.</summary>
    public const int Remembered = 1 << 22;

    readonly PriorityQueue<(long Decision, bool Fraud), (DateTimeOffset Due, long Order)> _waiting = new();
    long _order;

    /// <summary>When what a transfer of that moment turned out to be becomes known.</summary>
    public DateTimeOffset DueAfter(DateTimeOffset at) => DateTimeOffset.MaxValue - at > delay ? at + delay : DateTimeOffset.MaxValue;

    public void Add(in Decision decision, DateTimeOffset at, bool fraud) => _waiting.Enqueue((decision.Id, fraud), (DueAfter(at), _order++));

    /// <summary>
    /// Tells the engine what is known by a moment. It sees a label from the tick on that begins after the label's own time: told before a batch in which that comes, the label is seen
    /// where it would have been one by one.
    /// </summary>
    public void Tell(DateTimeOffset until)
    {
        while (_waiting.TryPeek(out var label, out var when) && when.Due <= until)
        {
            _waiting.Dequeue();
            engine.Label(label.Decision, label.Fraud, when.Due);
        }
    }

    /// <summary>Says on the error stream when labels came too late to be learned from.</summary>
    public void Note(ToolConsole console)
    {
        if (engine.Statistics.ForgottenLabels is > 0 and long forgotten)
            console.Error.WriteLine(FormattableString.Invariant($"{forgotten:N0} labels came more than {Remembered:N0} messages late and taught nothing"));
    }
}
