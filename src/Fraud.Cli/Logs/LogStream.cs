using System.IO.Compression;
using ZstdSharp;

namespace Fraud.Cli.Logs;

/// <summary>
/// The bytes of a log, unpacked: gzip and Zstandard by their first bytes or the file's name, Brotli, which has no such bytes, by the name. What comes first can be looked at
/// before it is read, and a broken archive is an <see cref="IOException"/> that says so.
/// </summary>
sealed class LogStream : ForwardStream
{
    readonly Stream _source;
    readonly string? _archive; // how it is packed
    byte[] _ahead = [];
    int _start, _end;

    // Without it, an archive that was cut off reads as a shorter log.
    static LogStream() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    LogStream(Stream source, string? archive) => (_source, _archive) = (source, archive);

    public static LogStream Open(Stream file, string name)
    {
        var packed = new LogStream(file, null);
        var magic = packed.Peek(4);
        if (Is(name, ".gz") || magic.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return new(new GZipStream(packed, CompressionMode.Decompress), "gzip");
        if (Is(name, ".zst") || magic.SequenceEqual((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD])) return new(new DecompressionStream(packed, leaveOpen: false), "Zstandard");
        return Is(name, ".br") ? new(new BrotliStream(packed, CompressionMode.Decompress), "Brotli") : packed;
    }

    static bool Is(string name, string extension) => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The next bytes, as many as asked for unless the end comes first; they are still to be read.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_end - _start < count)
        {
            byte[] ahead = new byte[count];
            _ahead.AsSpan(_start, _end - _start).CopyTo(ahead);
            (_ahead, _start, _end) = (ahead, 0, _end - _start);
            while (_end < count && ReadSource(ahead.AsSpan(_end)) is > 0 and int read) _end += read;
        }
        return _ahead.AsSpan(_start, Math.Min(count, _end - _start));
    }

    public override int Read(Span<byte> buffer)
    {
        if (_start == _end) return ReadSource(buffer);
        int take = Math.Min(buffer.Length, _end - _start);
        _ahead.AsSpan(_start, take).CopyTo(buffer);
        _start += take;
        if (_start == _end) (_ahead, _start, _end) = ([], 0, 0);
        return take;
    }

    int ReadSource(Span<byte> buffer)
    {
        try
        {
            return _source.Read(buffer);
        }
        catch (Exception problem) when (_archive is not null && problem is InvalidDataException or InvalidOperationException or EndOfStreamException or ZstdException)
        {
            throw new IOException($"is not a whole {_archive} archive", problem);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _source.Dispose();
        base.Dispose(disposing);
    }
}
