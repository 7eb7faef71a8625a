using System.Globalization;

namespace Fraud.Cli.Simulation;

/// <summary>Writes one FIN input message after the other into a reused buffer: blocks 1 to 5, CRLF line ends, fields in the order given.</summary>
sealed class FinText
{
    byte[] _bytes = new byte[2048];
    int _length, _text;

    /// <summary>Starts a message of <paramref name="sender"/> (BIC8) to <paramref name="receiver"/> (BIC8) and opens its text block.</summary>
    public FinText Begin(string type, string sender, string receiver, int session, int sequence, string messageUserReference, string? validationFlag = null, string? uetr = null)
    {
        _length = 0;
        Add("{1:F01").Add(sender).Add("AXXX").Digits(session, 4).Digits(sequence, 6).Add("}{2:I").Add(type).Add(receiver).Add("XXXXN}{3:{108:").Add(messageUserReference).Add("}");
        if (validationFlag is not null) Add("{119:").Add(validationFlag).Add("}");
        if (uetr is not null) Add("{121:").Add(uetr).Add("}");
        Add("}{4:");
        _text = _length;
        return this;
    }

    /// <summary>A field and its lines; null lines are left out, and a field without a line is not written.</summary>
    public FinText Field(string tag, params ReadOnlySpan<string?> lines)
    {
        bool first = true;
        foreach (string? line in lines)
        {
            if (line is null) continue;
            Add("\r\n");
            if (first) Add(":").Add(tag).Add(":");
            Add(line);
            first = false;
        }
        return this;
    }

    /// <summary>Closes the text and adds the trailer. MAC and CHK are functions of the text, as in life, though not the network's.</summary>
    public byte[] End(bool possibleDuplicate = false)
    {
        Add("\r\n");
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in _bytes.AsSpan(_text, _length - _text)) hash = (hash ^ b) * 0x100000001B3;
        hash = SeededRandom.Mix(hash);
        Add("-}{5:{MAC:").Hex(SeededRandom.Mix(hash + 1), 8).Add("}{CHK:").Hex(hash, 12).Add("}");
        if (possibleDuplicate) Add("{PDE:}");
        Add("}");
        return _bytes.AsSpan(0, _length).ToArray();
    }

    /// <summary>Currency and amount as FIN writes them: a comma, two decimals, none for yen.</summary>
    public static string Amount(string currency, long minor) => currency == "JPY"
        ? string.Create(CultureInfo.InvariantCulture, $"JPY{minor},")
        : string.Create(CultureInfo.InvariantCulture, $"{currency}{minor / 100},{minor % 100:00}");

    public static string Day(DateOnly date) => date.ToString("yyMMdd", CultureInfo.InvariantCulture);

    FinText Add(string text)
    {
        if (_length + text.Length > _bytes.Length) Array.Resize(ref _bytes, 2 * (_length + text.Length));
        foreach (char c in text) _bytes[_length++] = (byte)c;
        return this;
    }

    FinText Digits(int value, int count) => Add(value.ToString("D" + count, CultureInfo.InvariantCulture));

    FinText Hex(ulong value, int count) => Add(value.ToString("X16", CultureInfo.InvariantCulture)[(16 - count)..]);
}
