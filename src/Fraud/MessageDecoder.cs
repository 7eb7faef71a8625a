using System.Runtime.InteropServices;
using Fraud.Messages;

namespace Fraud;

/// <summary>
/// Reads messages of any format one at a time: bytes in, a <see cref="Transfer"/> over them out. FIN, ISO 20022 and JSON are told apart by their first bytes. Reuses its own
/// tables, so that decoding allocates nothing; what it gave is valid until the next call. Never throws for what a message holds. Not safe for use by several threads at once:
/// give each its own.
/// </summary>
public sealed class MessageDecoder
{
    readonly FormatDecoder _decoder;
    readonly TextArena _arena = new();
    readonly List<Problem> _problems = [];
    TransferFields _fields;

    /// <summary>A decoder for FIN messages of at most so many fields, 1 to 65,534; what goes beyond is left unread and told by the status.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of that range.</exception>
    public MessageDecoder(int maxFields = FinFields.DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFields, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxFields, ushort.MaxValue - 1);
        _decoder = new FormatDecoder(maxFields);
    }

    /// <summary>How many transfers the message decoded last holds: 1 for a payment, one for each sequence B of an MT101 or CdtTrfTxInf of a bulk, 0 for what is none.</summary>
    public int TransferCount { get; private set; }

    /// <summary>The format of the message decoded last, as its first bytes tell it.</summary>
    public MessageFormat Format => _decoder.Format;

    /// <summary>
    /// What is wrong with the JSON line decoded last, by member and expectation, such as <c>amount: expected a number such as 1234.50</c>, and never the value; null when nothing is,
    /// and for other formats. <see cref="Validate"/> gives all of it.
    /// </summary>
    public string? Fault => _decoder.Fault;

    /// <summary>Whether only a signal beside the payment could not be read: it is not known, and the payment stands.</summary>
    internal bool IsOnlyASignal => _decoder.IsOnlyASignal;

    /// <summary>Decodes a message and the first of its transfers. An acknowledgement in front of the message it answers is noted in <see cref="Transfer.Flags"/>.</summary>
    public Transfer Decode(ReadOnlySpan<byte> message) => Decode(message, 0);

    /// <summary>Decodes a message and its transfer of that index, 0 to <see cref="TransferCount"/> − 1; beyond it the transfer is without amount and creditor.</summary>
    public Transfer Decode(ReadOnlySpan<byte> message, int transfer)
    {
        _arena.Clear();
        TransferCount = _decoder.Decode(message, _arena, ref _fields, transfer);
        return new Transfer(message, _arena.Bytes, in _fields);
    }

    /// <summary>Another transfer of the message decoded last, whose bytes must not have changed: a large bulk is not scanned again for each.</summary>
    public Transfer DecodeNext(ReadOnlySpan<byte> message, int transfer)
    {
        _arena.Clear();
        TransferCount = _decoder.DecodeNext(message, _arena, ref _fields, transfer);
        return new Transfer(message, _arena.Bytes, in _fields);
    }

    /// <summary>Decodes a message and holds it against its standard. What it found is valid until the next call.</summary>
    public ReadOnlySpan<Problem> Validate(ReadOnlySpan<byte> message)
    {
        _arena.Clear();
        TransferCount = _decoder.Decode(message, _arena, ref _fields);
        _problems.Clear();
        _decoder.Validate(message, in _fields, _problems);
        _fields.ProblemCount = (ushort)Math.Min(_problems.Count, ushort.MaxValue);
        return CollectionsMarshal.AsSpan(_problems);
    }
}
