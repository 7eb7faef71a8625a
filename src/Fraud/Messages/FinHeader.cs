namespace Fraud.Messages;

/// <summary>What blocks 1 and 2 say: who sent it to whom, which message it is, and when.</summary>
struct FinHeader
{
    public const int UsualBlock1 = 25, InputBlock2 = 17, OutputBlock2 = 47;

    public Bic Sender, Receiver;
    public Direction Direction;
    public ushort Number;       // 103; 0 = no readable block 2
    public bool IsService;      // an application or service other than F 01: logins, acknowledgements
    public bool IsAcknowledgement;

    /// <summary>
    /// An input message was sent by the terminal of block 1 to that of block 2. An output message was received by the terminal of block 1, its sender stands
    /// inside the input reference of block 2. A bank's export that writes an output header in the input layout has the other party where an input header has it.
    /// </summary>
    public static FinHeader Read(ReadOnlySpan<byte> message, FinFields table)
    {
        FinHeader header = default;
        Bic own = default;
        if (table.HasBlock1)
        {
            var one = table.Block1;
            var text = message.Slice(one.Start, one.Length);
            if (one.Length >= 3)
            {
                header.IsService = text[0] != 'F' || text[1] != '0' || text[2] != '1';
                header.IsAcknowledgement = text[0] == 'F' && text[1] == '2' && text[2] == '1';
                own = FinValue.Terminal(message, one.Start + 3, one.Length - 3);
            }
        }
        header.Sender = own;
        var two = table.Block2;
        if (two.Length < 4) return header;
        int number = FinValue.Number(message.Slice(two.Start + 1, 3));
        header.Number = number < 0 ? (ushort)0 : (ushort)number;
        if (message[two.Start] == 'I')
        {
            header.Direction = Direction.Sent;
            header.Receiver = FinValue.Terminal(message, two.Start + 4, two.Length - 4);
        }
        else if (message[two.Start] == 'O')
        {
            header.Direction = Direction.Received;
            header.Receiver = own;
            header.Sender = default;
            if (two.Length >= 26) header.Sender = FinValue.Terminal(message, two.Start + 14, two.Length - 14);
            if (header.Sender.IsNone) header.Sender = FinValue.Terminal(message, two.Start + 4, two.Length - 4);
        }
        return header;
    }

    /// <summary>When an output message was given to the network, in the sender's local time.</summary>
    public static bool TryReadInputTime(ReadOnlySpan<byte> message, Slice two, out DateTime time)
    {
        time = default;
        return IsOutput(message, two) && FinValue.TryReadTime(message.Slice(two.Start, two.Length), 8, 4, out time);
    }

    /// <summary>When an output message was handed to its receiver, in the receiver's local time.</summary>
    public static bool TryReadOutputTime(ReadOnlySpan<byte> message, Slice two, out DateTime time)
    {
        time = default;
        return IsOutput(message, two) && FinValue.TryReadTime(message.Slice(two.Start, two.Length), 36, 42, out time);
    }

    static bool IsOutput(ReadOnlySpan<byte> message, Slice two) => two.Length is >= 46 and <= 48 && message[two.Start] == 'O';
}
