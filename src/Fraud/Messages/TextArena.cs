namespace Fraud.Messages;

/// <summary>
/// Texts that do not stand in the message as they are read: XML with entities or comments inside, address lines joined, JSON with escapes. A <see cref="Slice"/> into it has a
/// negative start. One buffer, used again for the next message: after the largest it allocates nothing.
/// </summary>
sealed class TextArena
{
    byte[] _bytes = new byte[1024];
    int _used, _open = -1;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _used);

    public void Clear() => (_used, _open) = (0, -1);

    /// <summary>A writable run of that many bytes at the end. Valid until the next call.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_used + length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _used + length));
        return _bytes.AsSpan(_used, length);
    }

    /// <summary>Begins a text; what is appended until <see cref="Close"/> belongs to it.</summary>
    public void Open() => _open = _used;

    /// <summary>Bytes of the text that is open.</summary>
    public int OpenLength => _used - _open;

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        _used += text.Length;
    }

    public void Append(byte c)
    {
        if (_used == _bytes.Length) Reserve(1);
        _bytes[_used++] = c;
    }

    /// <summary>Takes as many bytes of what was reserved last.</summary>
    public void Commit(int length) => _used += length;

    /// <summary>The text since <see cref="Open"/>.</summary>
    public Slice Close()
    {
        int start = _open;
        _open = -1;
        return _used == start ? default : new Slice(~start, _used - start);
    }

    /// <summary>A copy of a text.</summary>
    public Slice Add(ReadOnlySpan<byte> text)
    {
        Open();
        Append(text);
        return Close();
    }
}
