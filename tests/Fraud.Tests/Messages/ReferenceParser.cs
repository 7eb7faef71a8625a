using System.Text;

namespace Fraud.Tests.Messages;

/// <summary>Block 4 the slow and plain way: one byte after the other, strings and lists. What the fast scanner must agree with.</summary>
static class ReferenceParser
{
    public sealed record Field(string Tag, string Value, int Start);

    public static List<Field> Fields(string text, int start)
    {
        var fields = new List<Field>();
        string? tag = null;
        int from = 0;
        int i = start;
        while (i < text.Length && " \t\r\n".Contains(text[i])) i++;
        if (Tag(text, i) is { } first) { tag = first; from = i + first.Length + 2; i = from; }
        else i = start;
        for (; i < text.Length; i++)
        {
            bool lineStart = i == start || text[i - 1] == '\n' || text[i - 1] == '\r' && text[i] != '\n';
            if (!lineStart) continue;
            if (i + 1 < text.Length && text[i] == '-' && text[i + 1] == '}')
            {
                Close(i);
                return fields;
            }
            if (i == start || Tag(text, i) is not { } next) continue;
            Close(i);
            tag = next;
            from = i + next.Length + 2;
        }
        if (tag is not null) fields.Add(new(tag, text[from..].TrimEnd(' ', '\t', '\r', '\n'), from));
        return fields;

        void Close(int lineStart)
        {
            if (tag is null) return;
            int end = lineStart;
            if (end > from && text[end - 1] == '\n') end--;
            if (end < lineStart && end > from && text[end - 1] == '\r' || end == lineStart && end > from && text[end - 1] == '\r') end--;
            fields.Add(new(tag, text[from..end], from));
        }
    }

    static string? Tag(string text, int at)
    {
        if (at >= text.Length || text[at] != ':') return null;
        int close = text.IndexOf(':', at + 1);
        if (close < 0) return null;
        string tag = text[(at + 1)..close];
        if (tag.Length is < 2 or > 4 || !char.IsAsciiDigit(tag[0]) || !char.IsAsciiDigit(tag[1])) return null;
        string rest = tag[2..];
        bool good = rest.Length == 0 || rest.Length == 1 && (char.IsAsciiDigit(rest[0]) || char.IsAsciiLetterUpper(rest[0]))
            || rest.Length == 2 && char.IsAsciiDigit(rest[0]) && char.IsAsciiLetterUpper(rest[1]);
        return good ? tag : null;
    }
}
