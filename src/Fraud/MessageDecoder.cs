using System.Runtime.InteropServices;
using Fraud.Messages;

namespace Fraud;

/// <summary>
/// Reads FIN messages one at a time: bytes in, a <see cref="Transfer"/> over them out. Reuses its own tables, so that decoding allocates nothing; what it gave is valid until
/// the next call. Never throws for what a message holds. Not safe for use by several threads at once: give each its own.
/// </summary>
public sealed class MessageDecoder
{
    readonly FinFields _table;
    readonly List<Problem> _problems = [];
    TransferFields _fields;

    /// <summary>A decoder for messages of at most so many fields, 1 to 65,534; what goes beyond is left unread and told by the status.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of that range.</exception>
    public MessageDecoder(int maxFields = FinFields.DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFields, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxFields, ushort.MaxValue - 1);
        _table = new FinFields(maxFields);
    }

    /// <summary>How many transfers the message decoded last holds: 1 for a payment, one for each sequence B of an MT101, 0 for what is none.</summary>
    public int TransferCount { get; private set; }

    /// <summary>Decodes a message, and of an MT101 its first transfer. An acknowledgement in front of the message it answers is noted in <see cref="Transfer.Flags"/>.</summary>
    public Transfer Decode(ReadOnlySpan<byte> message)
    {
        TransferCount = FinDecoder.Decode(message, _table, ref _fields);
        return new Transfer(message, in _fields);
    }

    /// <summary>Decodes a message and of an MT101 the transfer of that index, 0 to <see cref="TransferCount"/> − 1; beyond it the transfer is without amount and creditor.</summary>
    public Transfer Decode(ReadOnlySpan<byte> message, int transfer)
    {
        TransferCount = FinDecoder.Decode(message, _table, ref _fields, transfer);
        return new Transfer(message, in _fields, transfer);
    }

    /// <summary>Decodes a message and holds it against its standard. What it found is valid until the next call.</summary>
    public ReadOnlySpan<Problem> Validate(ReadOnlySpan<byte> message)
    {
        TransferCount = FinDecoder.Decode(message, _table, ref _fields);
        _problems.Clear();
        FinValidator.Validate(message, _table, in _fields, _problems);
        _fields.ProblemCount = (ushort)Math.Min(_problems.Count, ushort.MaxValue);
        return CollectionsMarshal.AsSpan(_problems);
    }
}
