using Fraud.Messages;

namespace Fraud;

/// <summary>
/// Transfers side by side, of any formats: what <see cref="FraudEngine.EvaluateBatch(TransferBatch, Span{Decision})"/> judges. Each is copied in, some 800 bytes with its
/// texts, so the messages themselves need not be kept. Used again after <see cref="Clear"/>, it allocates nothing.
/// </summary>
public sealed class TransferBatch
{
    TransferFields[] _fields = new TransferFields[16];
    DateTimeOffset[] _at = new DateTimeOffset[16];
    byte[] _texts = new byte[4096];
    int _used;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a copy of a transfer.</summary>
    /// <param name="transfer">From a decoder or a <c>TransferBuilder</c>; free to go after the call.</param>
    /// <param name="at">When it was sent or received: event time.</param>
    /// <param name="settled">What became of it, as in <see cref="MessageInput"/>; where left open, what the transfer itself says.</param>
    /// <exception cref="ArgumentException">A transfer that no decoder and no builder made.</exception>
    /// <exception cref="InvalidOperationException">The texts of all take more than 2 GB.</exception>
    public void Add(in Transfer transfer, DateTimeOffset at, Settlement settled = Settlement.Open)
    {
        if (transfer.IsNone) throw new ArgumentException("A transfer comes from a decoder or a builder.", nameof(transfer));
        if (Count == _fields.Length)
        {
            Array.Resize(ref _fields, 2 * Count);
            Array.Resize(ref _at, 2 * Count);
        }
        ref var fields = ref _fields[Count];
        fields = transfer.Fields;
        if (settled != Settlement.Open) fields.Settle(settled);
        foreach (ref var text in TransferFields.Texts(ref fields))
        {
            if (text.IsEmpty)
            {
                text = default;
                continue;
            }
            if (_used + text.Length > _texts.Length) Grow((long)_used + text.Length);
            transfer.Text(text).CopyTo(_texts.AsSpan(_used));
            text = new Slice(_used, text.Length);
            _used += text.Length;
        }
        _at[Count++] = at;
    }

    void Grow(long bytes)
    {
        if (bytes > Array.MaxLength) throw new InvalidOperationException("The texts of a batch take more than 2 GB.");
        Array.Resize(ref _texts, (int)Math.Min(Array.MaxLength, Math.Max(2L * _texts.Length, bytes)));
    }

    /// <summary>One of them; its <see cref="Transfer.Message"/> holds the texts of all, not the message it came from.</summary>
    public Transfer this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return new Transfer(_texts, default, in _fields[index]);
        }
    }

    /// <summary>The event time given with it.</summary>
    public DateTimeOffset TimeOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _at[index];
    }

    internal ref readonly TransferFields FieldsOf(int index) => ref _fields[index];
    internal ReadOnlyMemory<byte> Texts => _texts.AsMemory(0, _used);

    /// <summary>Empties it for the next ones. Buffers that one enormous bulk has grown are given back.</summary>
    public void Clear()
    {
        if (_texts.Length > LargestKept && _used < LargestKept / 4) _texts = new byte[LargestKept / 4];
        if (_fields.Length > RowsKept && Count < RowsKept / 4) (_fields, _at) = (new TransferFields[RowsKept / 4], new DateTimeOffset[RowsKept / 4]);
        (Count, _used) = (0, 0);
    }

    const int LargestKept = 1 << 24, RowsKept = 1 << 14;
}
