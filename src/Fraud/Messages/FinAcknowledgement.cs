namespace Fraud.Messages;

/// <summary>The network's answer to a message (service 21): accepted or rejected, when, why, and to which message.</summary>
struct FinAcknowledgement
{
    public bool IsAcknowledgement, Accepted;
    public bool HasTime;
    public DateTime Time;           // field 177, local to the sender
    public int Session, Sequence;   // of the message that is answered, from block 1; −1 = unreadable
    public Slice ErrorCode;         // field 405, with the line of the error when given
    public Slice Mur;               // field 108

    /// <summary>Reads a scanned message; everything but 451 = 0 counts as a refusal, for a refusal must never pass as accepted.</summary>
    public static FinAcknowledgement Read(ReadOnlySpan<byte> message, FinFields table)
    {
        FinAcknowledgement answer = default;
        var one = message.Slice(table.Block1.Start, table.Block1.Length);
        (answer.Session, answer.Sequence) = ReadNumbers(one);
        if (one.Length < 3 || !one.StartsWith("F21"u8)) return answer;
        answer.IsAcknowledgement = true;
        if (table.TryFindTag((byte)'4', FinTag.T451, out var result))
            answer.Accepted = result.Length == 1 && message[result.Start] == '0';
        if (table.TryFindTag((byte)'4', FinTag.T177, out var time) && time.Length >= 10)
            answer.HasTime = FinValue.TryReadTime(message, time.Start, time.Start + 6, out answer.Time);
        if (table.TryFindTag((byte)'4', FinTag.T405, out var code)) answer.ErrorCode = code.Value;
        if (table.TryFindTag((byte)'4', FinTag.T108, out var mur)) answer.Mur = mur.Value;
        return answer;
    }

    /// <summary>Whether this answer is to that message: equal session and sequence numbers, or an equal user reference. An answer that names another message is not its fate.</summary>
    public readonly bool Answers(ReadOnlySpan<byte> own, ReadOnlySpan<byte> message, FinFields table)
    {
        if (!IsAcknowledgement) return false;
        var (session, sequence) = ReadNumbers(message.Slice(table.Block1.Start, table.Block1.Length));
        if (session >= 0 && sequence >= 0 && session == Session && sequence == Sequence) return true;
        return !Mur.IsEmpty && table.TryFindTag((byte)'3', FinTag.T108, out var mur)
            && message.Slice(mur.Start, mur.Length).SequenceEqual(own.Slice(Mur.Start, Mur.Length));
    }

    /// <summary>Session and sequence number at the end of block 1: four and six digits.</summary>
    public static (int Session, int Sequence) ReadNumbers(ReadOnlySpan<byte> one) => one.Length < 25 ? (-1, -1)
        : (FinValue.Number(one.Slice(15, 4)), FinValue.Number(one.Slice(19, 6)));
}
