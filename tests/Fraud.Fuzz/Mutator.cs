using System.Text;

namespace Fraud.Fuzz;

/// <summary>Changes a message as faults and attackers do: bytes, pieces of syntax, runs left out, doubled, swapped in from another message, or cut off.</summary>
sealed class Mutator(int seed)
{
    const int Longest = 65_536;

    readonly Random _random = new(seed);
    byte[] _bytes = new byte[Longest];
    int _length;

    static readonly byte[][] s_tokens = [.. new[]
    {
        "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE", "&amp;", "&lt;", "&#x41;", "&#0;", "&x;", "&", ";", "\"", "'", "=", " Ccy=\"USD\"", "xmlns:a=\"b\"", "a:",
        "<CdtTrfTxInf>", "</CdtTrfTxInf>", "<Document>", "</Document>", "<AppHdr>", "</AppHdr>", "<PmtInf>", "<Nm>", "</Nm>", "<Ustrd>", "<AdrLine>", "<FIToFICstmrCdtTrf>", "<UndrlygCstmrCdtTrf>",
        "{1:", "{2:I103", "{2:O202", "{3:", "{4:\r\n", "\r\n-}", "-}", "{5:", "}", "{", "\r\n:", ":20:", "\r\n:32A:", "\r\n:50K:/", "\r\n:59:", "\r\n:21:", "\n", "\r", "$", "\u0001", "\u0003", "\0", "\uFEFF",
        "{\"raw\":\"", "\\u0041", "\\\"", "\":", ",", "[", "]", "99999999999999999999", "0.000000001", "-1", "1e9", "2024-02-30", "9999-12-31T23:59:60Z", "+14:00",
    }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>A mutation of one message, with pieces of another; valid until the next call.</summary>
    public ReadOnlySpan<byte> Mutate(byte[] message, byte[] other)
    {
        message.CopyTo(_bytes, 0);
        _length = message.Length;
        for (int changes = 1 + _random.Next(1 << _random.Next(4)); changes > 0 && _length > 0; changes--)
        {
            int at = _random.Next(_length), run = Math.Min(_random.Next(1, 1 << _random.Next(1, 9)), _length - at);
            switch (_random.Next(9))
            {
                case 0: _bytes[at] ^= (byte)(1 << _random.Next(8)); break;
                case 1: _bytes[at] = (byte)_random.Next(256); break;
                case 2 or 3: Insert(at, s_tokens[_random.Next(s_tokens.Length)]); break;
                case 4: Remove(at, run); break;
                case 5: Insert(at, _bytes.AsSpan(at, run).ToArray()); break;
                case 6:
                    int from = _random.Next(other.Length);
                    Insert(at, other.AsSpan(from, Math.Min(run, other.Length - from)).ToArray());
                    break;
                case 7: Overwrite(at, s_tokens[_random.Next(s_tokens.Length)]); break;
                default: if (_random.Next(4) == 0) _length = at; break;
            }
        }
        return _bytes.AsSpan(0, _length);
    }

    void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > Longest) return;
        _bytes.AsSpan(at, _length - at).CopyTo(_bytes.AsSpan(at + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(at));
        _length += bytes.Length;
    }

    void Remove(int at, int count)
    {
        _bytes.AsSpan(at + count, _length - at - count).CopyTo(_bytes.AsSpan(at));
        _length -= count;
    }

    void Overwrite(int at, ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, _length - at)].CopyTo(_bytes.AsSpan(at));
}
