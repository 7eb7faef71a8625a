using System.Text;

namespace Fraud.Fuzz;

/// <summary>Changes a message, or a file, as faults and attackers do: bytes, pieces of its syntax, runs left out, doubled, swapped in from another, or cut off.</summary>
sealed class Mutator(int seed, byte[][] tokens)
{
    const int Longest = 65_536;

    readonly Random _random = new(seed);
    byte[] _bytes = new byte[Longest];
    int _length;

    /// <summary>The syntax of messages.</summary>
    public static readonly byte[][] Messages = [.. new[]
    {
        "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE", "&amp;", "&lt;", "&#x41;", "&#0;", "&x;", "&", ";", "\"", "'", "=", " Ccy=\"USD\"", "xmlns:a=\"b\"", "a:",
        "<CdtTrfTxInf>", "</CdtTrfTxInf>", "<Document>", "</Document>", "<AppHdr>", "</AppHdr>", "<PmtInf>", "<Nm>", "</Nm>", "<Ustrd>", "<AdrLine>", "<FIToFICstmrCdtTrf>", "<UndrlygCstmrCdtTrf>",
        "{1:", "{2:I103", "{2:O202", "{3:", "{4:\r\n", "\r\n-}", "-}", "{5:", "}", "{", "\r\n:", ":20:", "\r\n:32A:", "\r\n:50K:/", "\r\n:59:", "\r\n:21:", "\n", "\r", "$", "\u0001", "\u0003", "\0", "\uFEFF",
        "{\"raw\":\"", "\\u0041", "\\\"", "\":", ",", "[", "]", "99999999999999999999", "0.000000001", "-1", "1e9", "2024-02-30", "9999-12-31T23:59:60Z", "+14:00",
    }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The syntax of model files.</summary>
    public static readonly byte[][] Models = [.. new[]
    {
        "{", "}", "[", "]", ",", ":", "\"", "\\ud800", "null", "true", "\"inf\"", "-", "0", "1", "-1", "2", "7", "16777216", "2147483647", "2147483648", "-2147483648", "99999999999999999999", "1e308", "1e-320", "1e999", "0.1",
        "inf", "-inf", "nan", " ", "\n", "\n\n", "=", "Tree=", "Tree=0\n", "end of trees\n", "feature importances:\n", "num_leaves=1\n", "num_leaves=2\nleaf_value=1 2\n", "num_cat=1\n", "cat_boundaries=0 1\ncat_threshold=4294967295\n", "decision_type=", "is_linear=1\n", "average_output\n",
        "sigmoid:", "\"trees\":[", "\"left_children\":[1,-1,-1]", "\"categories_nodes\":[0]", "\"categories\":[1,2,3]", "\"num_feature\":\"65536\"", "\"left\":[1,2,-1]", "\"categorySet\":[1]", "\"categorySets\":[[1,2]]", "\"values\":[1,null]", "\"golden\":[]",
        "\0", "\u0001", "\u0002", "\u0006", "\b\u0001", "\u007f", "BRANCH_EQ", "BRANCH_LEQ", "LEAF", "SOFTMAX", "Identity", "TreeEnsembleClassifier",
    }.Select(Encoding.UTF8.GetBytes), [0xff, 0xff, 0xff, 0xff, 0x0f], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], [0, 0, 0xc0, 0x7f], [0, 0, 0x80, 0x7f]];

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
                case 2 or 3: Insert(at, tokens[_random.Next(tokens.Length)]); break;
                case 4: Remove(at, run); break;
                case 5: Insert(at, _bytes.AsSpan(at, run).ToArray()); break;
                case 6:
                    int from = _random.Next(other.Length);
                    Insert(at, other.AsSpan(from, Math.Min(run, other.Length - from)).ToArray());
                    break;
                case 7: Overwrite(at, tokens[_random.Next(tokens.Length)]); break;
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
