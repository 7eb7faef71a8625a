using System.Buffers;

namespace Fraud.Messages;

/// <summary>
/// Rows and cells of a file of delimited columns (RFC 4180): a quote opens a cell only at its beginning, within it a quote is doubled, and line ends belong to it. A quote
/// inside other cells is a letter.
/// </summary>
static class DelimitedRow
{
    const byte Quote = (byte)'"';
    static readonly SearchValues<byte> s_ends = SearchValues.Create("\r\n\""u8);

    public static ReadOnlySpan<byte> Delimiters => ",;\t|"u8;

    // A quote that is never closed would take the rest of the file with it, and looking for its end at every line would take for ever.
    const int MaxQuoted = 1 << 16, MaxLines = 64;

    /// <summary>
    /// Bytes of the first row without its line end, −1 when more bytes are needed; and with its line end.
    /// </summary>
    /// <param name="window">From the start of a row on.</param>
    /// <param name="final">Whether nothing follows the window.</param>
    /// <param name="consumed">The row and its line end: CR, LF or both.</param>
    /// <param name="broken">Whether quotes that run over line ends do not close, within 64 lines and 64 KiB, where a cell ends: the row then ends with its first line.</param>
    /// <param name="delimiter">That of the file; 0 for any of <see cref="Delimiters"/>.</param>
    public static int Length(ReadOnlySpan<byte> window, bool final, out int consumed, out bool broken, byte delimiter = 0)
    {
        (consumed, broken) = (0, false);
        int lines = 0;
        for (int at = 0; ;)
        {
            int step = window[at..].IndexOfAny(s_ends);
            if (step < 0) break;
            at += step;
            if (window[at] != Quote) return LineEnd(window, at, final, out consumed);
            if (at > 0 && !IsDelimiter(window[at - 1], delimiter))
            {
                at++;
                continue;
            }
            int start = at;
            at = AfterQuoted(window[..Math.Min(window.Length, start + MaxQuoted)], start);
            bool open = at > window.Length || at > start + MaxQuoted;
            int inside = Lines(window[start..Math.Min(at, window.Length)]);
            lines += inside;
            if (lines <= MaxLines && (open ? !final && window.Length < start + MaxQuoted : inside == 0 || at == window.Length || EndsCell(window[at], delimiter)))
            {
                if (open || at == window.Length && !final) return -1; // a quote behind it would double the last
                continue;
            }
            int end = window.IndexOfAny((byte)'\r', (byte)'\n');
            if (end < 0) break;
            broken = true;
            return LineEnd(window, end, final, out consumed);
        }
        if (!final || window.IsEmpty) return -1;
        consumed = window.Length;
        return window.Length;
    }

    static int LineEnd(ReadOnlySpan<byte> window, int at, bool final, out int consumed)
    {
        consumed = 0;
        if (window[at] == '\r' && at + 1 == window.Length && !final) return -1;
        consumed = window[at] == '\r' && at + 1 < window.Length && window[at + 1] == '\n' ? at + 2 : at + 1;
        return at;
    }

    static int Lines(ReadOnlySpan<byte> text) => Math.Max(text.Count((byte)'\n'), text.Count((byte)'\r'));

    static bool EndsCell(byte c, byte delimiter) => c is (byte)'\r' or (byte)'\n' || IsDelimiter(c, delimiter);

    static bool IsDelimiter(byte c, byte delimiter) => delimiter == 0 ? Delimiters.Contains(c) : c == delimiter;

    /// <summary>Where the quoted cell that begins here stops, behind its closing quote; beyond the end when it does not.</summary>
    static int AfterQuoted(ReadOnlySpan<byte> text, int start)
    {
        for (int at = start + 1; ;)
        {
            int step = text[at..].IndexOf(Quote);
            if (step < 0) return text.Length + 1;
            at += step + 1;
            if (at == text.Length || text[at] != Quote) return at;
            at++;
        }
    }

    /// <summary>Reads the cell that begins at <paramref name="at"/> and moves to its end: the next delimiter or the end of the row. False when its quotes do not close, or text follows them.</summary>
    public static bool TryReadCell(ReadOnlySpan<byte> row, ref int at, byte delimiter, TextArena arena, out Slice cell)
    {
        if (at == row.Length || row[at] != Quote)
        {
            int length = row[at..].IndexOf(delimiter);
            cell = new Slice(at, length < 0 ? row.Length - at : length);
            at = cell.End;
            return true;
        }
        cell = default;
        int end = AfterQuoted(row, at);
        if (end > row.Length || end < row.Length && row[end] != delimiter) return false;
        cell = new Slice(at + 1, end - at - 2);
        if (row.Slice(cell.Start, cell.Length).Contains(Quote)) cell = Unquote(row.Slice(cell.Start, cell.Length), arena);
        at = end;
        return true;
    }

    static Slice Unquote(ReadOnlySpan<byte> text, TextArena arena)
    {
        arena.Open();
        for (int quote; (quote = text.IndexOf(Quote)) >= 0; text = text[(quote + 2)..]) arena.Append(text[..(quote + 1)]);
        arena.Append(text);
        return arena.Close();
    }
}
