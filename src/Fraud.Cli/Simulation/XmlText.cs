using System.Globalization;
using System.Text;

namespace Fraud.Cli.Simulation;

/// <summary>Writes one XML document: an element to a line, indented by two spaces, line feeds between lines and none at the end.</summary>
sealed class XmlText
{
    readonly StringBuilder _text = new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", 4096);
    readonly Stack<string> _open = new();

    public XmlText Open(string name, string? xmlns = null)
    {
        Line().Append('<').Append(name);
        if (xmlns is not null) _text.Append(" xmlns=\"").Append(xmlns).Append('"');
        _text.Append('>');
        _open.Push(name);
        return this;
    }

    public XmlText Close(int elements = 1)
    {
        for (; elements > 0; elements--)
        {
            string name = _open.Pop();
            Line().Append("</").Append(name).Append('>');
        }
        return this;
    }

    /// <summary>An element that holds text alone; without text it is left out.</summary>
    public XmlText Leaf(string name, string? text)
    {
        if (text is not null) Line().Append('<').Append(name).Append('>').Append(Escape(text)).Append("</").Append(name).Append('>');
        return this;
    }

    /// <summary>An element around one that holds text alone, and so on: the names from the outermost to the innermost.</summary>
    public XmlText Leaf(ReadOnlySpan<string> path, string? text)
    {
        if (text is null) return this;
        foreach (string name in path[..^1]) Open(name);
        return Leaf(path[^1], text).Close(path.Length - 1);
    }

    /// <summary>Currency and amount with the decimals that FIN gives them.</summary>
    public XmlText Leaf(string name, WireAmount amount)
    {
        Line().Append('<').Append(name).Append(" Ccy=\"").Append(amount.Currency).Append("\">");
        _text.Append(amount.Value.ToString(CultureInfo.InvariantCulture)).Append("</").Append(name).Append('>');
        return this;
    }

    /// <summary>Closes what is open.</summary>
    public byte[] End() => Encoding.UTF8.GetBytes(Close(_open.Count)._text.ToString());

    StringBuilder Line() => _text.Append('\n').Append(' ', 2 * _open.Count);

    static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
