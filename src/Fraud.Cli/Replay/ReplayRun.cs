using System.Globalization;
using Fraud.Cli.Logs;

namespace Fraud.Cli.Replay;

/// <summary>Feeds a log to an engine in batches, which decide as one by one would and cost less, and hands every decision on before the next batch.</summary>
sealed class ReplayRun(FraudEngine engine, EventClock clock, ReplayTally tally, DecisionLog? log, Labels? labels)
{
    const int BatchRows = 256; // the engine's own page

    readonly MessageDecoder _decoder = new();
    readonly MessageInput[] _inputs = new MessageInput[BatchRows];
    readonly (string Source, long Offset)[] _places = new (string, long)[BatchRows];
    readonly Decision[] _decisions = new Decision[BatchRows];
    byte[] _bytes = new byte[1 << 20]; // the batch's messages: the log's own bytes do not outlive the next read
    int _rows, _used;

    /// <summary>Takes the next message of the log; false when it cannot be read as a transfer, though one was to be expected.</summary>
    public bool Take(LogEntry entry)
    {
        bool text = entry.Format == MessageFormat.Unrecognised || entry.Status is DecodeStatus.NotAMessage or DecodeStatus.Empty or DecodeStatus.TooLong;
        if (text)
        {
            tally.Unreadable++;
            return false;
        }
        if (entry.Status == DecodeStatus.Acknowledgement) return true; // an answer to a message that is not in this log
        var transfer = _decoder.Decode(entry.Bytes.Span);
        if (transfer.Status == DecodeStatus.Acknowledgement) return true;
        int transfers = Math.Max(1, _decoder.TransferCount);
        var at = clock.TimeOf(entry, transfer);
        var settled = entry.Accepted switch { true => Settlement.Accepted, false => Settlement.Rejected, null => Settlement.Open };
        bool readable = transfer.Status is DecodeStatus.Ok or DecodeStatus.Unterminated or DecodeStatus.NotATransfer;
        for (int i = 0; i < transfers; i++) Add(entry, at, settled, i);
        if (!readable) tally.Unreadable++;
        return readable;
    }

    void Add(in LogEntry entry, DateTimeOffset at, Settlement settled, int transfer)
    {
        int length = entry.Bytes.Length;
        if (_rows == BatchRows || _used + length > _bytes.Length) Flush();
        if (length > _bytes.Length) _bytes = new byte[length];
        entry.Bytes.Span.CopyTo(_bytes.AsSpan(_used));
        _inputs[_rows] = new MessageInput(_bytes.AsMemory(_used, length), at, settled, transfer);
        _places[_rows++] = (entry.Source, entry.Offset);
        _used += length;
    }

    /// <summary>Judges what is waiting. Call it once more at the end.</summary>
    public void Flush()
    {
        engine.EvaluateBatch(_inputs.AsSpan(0, _rows), _decisions);
        for (int row = 0; row < _rows; row++) HandOn(row);
        (_rows, _used) = (0, 0);
    }

    // A pass without points is counted and no more: explaining allocates, and most messages are such.
    void HandOn(int row)
    {
        ref readonly var decision = ref _decisions[row];
        ref readonly var input = ref _inputs[row];
        var why = log is not null || decision.Points > 0 || decision.Outcome != Outcome.Pass ? decision.Explain() : null;
        if (why is null && labels is null)
        {
            tally.Add(decision, null, "", input.At, default, null);
            return;
        }
        var transfer = _decoder.Decode(input.Message.Span, input.Transfer);
        // A message without a reference goes by the number of its decision.
        string id = transfer.Reference.IsEmpty ? "#" + decision.Id.ToString(CultureInfo.InvariantCulture) : JsonText.Show(transfer.Reference);
        // The orders of a request share its reference.
        if (transfer.MessageType == MessageType.Mt101 && !transfer.RelatedReference.IsEmpty) id += "/" + JsonText.Show(transfer.RelatedReference);
        if (log is not null) log.Write(_places[row].Source, _places[row].Offset, id, input.At, decision, why!);
        bool? attack = labels is not null && labels.TryFind(id, out bool label) ? label : null;
        tally.Add(decision, why, id, input.At, transfer.SettlementAmount, attack);
    }
}
