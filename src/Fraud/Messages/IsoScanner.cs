using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fraud.Messages;

/// <summary>
/// Cuts XML into the values of <see cref="IsoGrammar"/>, without copying and without an allocation. A pass over blocks of 64 bytes finds the opening brackets; each tag is then one
/// load of its name, one step in the grammar and a push or pop. What is not read costs the step only. Checks what a reader must rely on: tags nest and end by their own names, one
/// root (or an application header and its document), no document type, limits on depth, attributes and texts. A text is checked for its references when it is read.
/// What is here takes any tag; Walk takes the usual ones first.
/// </summary>
static partial class IsoScanner
{
    /// <summary>ISO 20022 nests 14 deep at most, wrappers add 5.</summary>
    public const int MaxDepth = 64;
    /// <summary>Bytes of one value that is read: the longest of the standard has 140 characters, of up to ten bytes as references. Longer ones would let a small message ask for much work.</summary>
    public const int MaxText = 2048;
    /// <summary>Values of a header, a group or a batch, which all its transactions share, and transactions of one message.</summary>
    public const int MaxShared = 512, MaxTransactions = 100_000;
    /// <summary>Attributes of one element, and bytes of one tag.</summary>
    public const int MaxAttributes = 64, MaxTag = 8192;

    const int Wide = 32; // bytes a name is loaded with

    static readonly SearchValues<byte> s_noName = SearchValues.Create("<>\"'&=!?/;,()[]{}#%$+*@^`|~\\"u8);

    struct Open
    {
        public int Name;      // where the name begins, prefix included
        public ushort Length;
        public ushort Node;
        public bool HasRole;
    }

    [InlineArray(MaxDepth + 1)]
    struct Stack { Open _first; }

    /// <summary>Whether it begins as UTF-16 or UTF-32 does, with a byte order mark or without.</summary>
    public static bool IsWide(ReadOnlySpan<byte> message) => message.Length >= 2
        && (message[0] == 0xFE && message[1] == 0xFF || message[0] == 0xFF && message[1] == 0xFE || message[0] == '<' && message[1] == 0 || message[0] == 0 && (message[1] == '<' || message[1] == 0));

    /// <summary>Fills the table with what the input holds.</summary>
    public static DecodeStatus Scan(ReadOnlySpan<byte> message, IsoTable table)
    {
        table.Clear();
        if (message.IsEmpty) return Stop(table, DecodeStatus.Empty, 0);
        if (IsWide(message)) return Stop(table, DecodeStatus.WrongEncoding, 0);
        var run = new Run(message, table);
        return run.Scan();
    }

    static DecodeStatus Stop(IsoTable table, DecodeStatus status, int at)
    {
        table.FaultAt = at;
        return table.Status = status;
    }

    ref partial struct Run(ReadOnlySpan<byte> message, IsoTable table)
    {
        readonly ReadOnlySpan<byte> _message = message;
        readonly IsoTable _table = table;
        Stack _stack;
        int _depth;            // of the elements that are open
        int _resume;           // brackets before it were part of something else
        int _content;          // where the text of the innermost element begins
        bool _isLeaf;          // no element inside the innermost one so far
        bool _inPieces;
        int _roots;
        bool _firstIsHeader;
        int _header, _headerEnd; // the application header that the next document belongs to
        int _batch, _entryFrom;
        Slice _name;           // of the Document that is open, by its namespace

        public DecodeStatus Scan()
        {
            int at = _message.StartsWith("\uFEFF"u8) ? 3 : 0;
            (_content, _batch, _header, _headerEnd) = (at, -1, 0, 0);
            bool references = false;
            for (int from = 0; from < _message.Length; from += Window)
            {
                int found = Find(from, Math.Min(from + Window, _message.Length), ref references);
                if (!Walk(_table.Brackets.AsSpan(0, found))) return _table.Status;
            }
            _table.HasReferences = references;
            if (_depth > 0 || _roots == 0) return Fail(_message.Length);
            if (_message[_table.End..].IndexOfAnyExcept(" \t\r\n"u8) >= 0) return Fail(_table.End);
            return _table.Status;
        }

        bool Fail(DecodeStatus status, int at)
        {
            Stop(_table, status, at);
            return false;
        }

        DecodeStatus Fail(int at)
        {
            Fail(DecodeStatus.Malformed, at);
            return _table.Status;
        }

        /// <summary>One bracket; false when the rest is not to be read.</summary>
        bool Take(int at)
        {
            if (at < _resume) return true;
            int name = at + 1;
            if (name >= _message.Length) return Fail(DecodeStatus.Malformed, at);
            byte first = _message[name];
            if (first == '/') return Close(at);
            if (first is (byte)'!' or (byte)'?') return TakeMarkup(at);

            // The name, up to a blank, a slash or the end of the tag; then what stands behind the prefix.
            int length = NameLength(name, out int colon);
            if (length <= 0) return Fail(DecodeStatus.Malformed, at);
            if (_depth == MaxDepth) return Fail(DecodeStatus.OverLimit, at);
            if (_depth == 0 && !BeginRoot(at)) return false;
            int local = name + colon;
            int localLength = length - colon;
            ushort parent = _depth == 0 ? IsoGrammar.Outside : _stack[_depth].Node;
            int id = IsoGrammar.NameOf(_message.Slice(local, localLength));
            // A name that is ours is a name; others must look like one.
            if ((id == 0 || colon > 0) && _message.Slice(name, length).IndexOfAny(s_noName) >= 0) return Fail(DecodeStatus.Malformed, at);
            ushort node = IsoGrammar.Step(parent, id);

            int end = name + length;
            ref readonly var what = ref IsoGrammar.Nodes[node];
            if (what.Role == IsoRole.Misplaced) return Fail(DecodeStatus.Misplaced, at);
            if (_depth == 0 && _roots == 1) _firstIsHeader = what.Role == IsoRole.Header;
            byte after = end < _message.Length ? _message[end] : (byte)0;
            bool empty = false;
            if (after != '>')
            {
                end = TakeAttributes(end, in what, out empty);
                if (end < 0) return false;
            }
            _resume = end;
            _depth++;
            ref var open = ref _stack[_depth];
            (open.Name, open.Length, open.Node, open.HasRole) = (name, (ushort)length, node, what.Role is not (IsoRole.None or IsoRole.Amount));
            if (what.Role > IsoRole.None && what.Role < IsoRole.Amount && !Enter(what.Role, what.Type, end)) return Fail(DecodeStatus.OverLimit, at);
            (_content, _isLeaf, _inPieces) = (end + 1, true, false);
            if (!empty) return true;
            Leave(node, end + 1);
            return true;
        }

        bool BeginRoot(int at)
        {
            // Two roots are an application header and its document; a third, or text between, is no message.
            if (_roots > 0 && _message[_table.End..at].IndexOfAnyExcept(" \t\r\n"u8) >= 0) return Fail(DecodeStatus.Malformed, _table.End);
            if (_roots == 0 && _message[_content..at].IndexOfAnyExcept(" \t\r\n"u8) >= 0) return Fail(DecodeStatus.NotAMessage, _content);
            if (++_roots > 2 || _roots == 2 && !_firstIsHeader) return Fail(DecodeStatus.Malformed, at);
            return true;
        }

        /// <summary>Length of the name from there, and of its prefix with the colon; 0 when there is none.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        int NameLength(int start, out int prefix)
        {
            prefix = 0;
            if (start + Wide > _message.Length) return LongName(start, out prefix);
            var text = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(_message), (nuint)start);
            uint ends = (Vector256.Equals(text, Vector256.Create((byte)'>')) | Vector256.Equals(text, Vector256.Create((byte)'/'))
                | Vector256.LessThanOrEqual(text, Vector256.Create((byte)' '))).ExtractMostSignificantBits();
            uint colons = Vector256.Equals(text, Vector256.Create((byte)':')).ExtractMostSignificantBits();
            if (ends == 0) return LongName(start, out prefix);
            int length = BitOperations.TrailingZeroCount(ends);
            if (colons != 0 && BitOperations.TrailingZeroCount(colons) is var at && at < length) prefix = at + 1;
            return length > prefix ? length : 0;
        }

        int LongName(int start, out int prefix)
        {
            prefix = 0;
            int at = start;
            for (; at < _message.Length && _message[at] is > (byte)' ' and not ((byte)'>' or (byte)'/'); at++)
            {
                if (at - start >= MaxTag) return 0;
                if (_message[at] == ':' && prefix == 0) prefix = at - start + 1;
            }
            return at - start > prefix ? at - start : 0;
        }

        /// <summary>An end tag: it must bear the name of the element that is open.</summary>
        bool Close(int at)
        {
            if (_depth == 0) return Fail(DecodeStatus.Malformed, at);
            ref readonly var open = ref _stack[_depth];
            int name = at + 2, end = name + open.Length;
            if (end >= _message.Length || !_message.Slice(name, open.Length).SequenceEqual(_message.Slice(open.Name, open.Length))) return Fail(DecodeStatus.Malformed, at);
            while (end < _message.Length && FinScanner.IsBlank(_message[end])) end++;
            if (end >= _message.Length || _message[end] != '>') return Fail(DecodeStatus.Malformed, at);
            _resume = end + 1;
            ushort node = open.Node;
            int slot = IsoGrammar.Nodes[node].Slot;
            if (slot != 0 && _isLeaf)
            {
                int length = at - _content;
                if (length > MaxText) return Fail(DecodeStatus.OverLimit, _content);
                _table.Add(slot, _content, length, _inPieces);
            }
            Leave(node, end + 1);
            return true;
        }

        void Leave(ushort node, int end)
        {
            _depth--;
            _isLeaf = false;
            _inPieces = false;
            var role = IsoGrammar.Nodes[node].Role;
            if (role > IsoRole.None && role < IsoRole.Amount) Exit(role);
            if (_depth == 0) _table.End = end;
        }

        /// <summary>False when there are more of them, or more values before them, than any message needs.</summary>
        bool Enter(IsoRole role, MessageType type, int tagEnd)
        {
            switch (role)
            {
                case IsoRole.Document:
                    _table.Name = _name = MessageName(tagEnd);
                    _table.HasDocument = true;
                    break;
                case IsoRole.Header:
                    (_header, _headerEnd) = (_table.Count, _table.Count); // of two, the one nearest to the document is its own
                    break;
                case IsoRole.Root:
                    ref var document = ref _table.AddDocument();
                    document.Type = type;
                    (document.Header, document.HeaderEnd) = (_header, _headerEnd);
                    (document.Group, document.GroupEnd) = (_table.Count, -1);
                    document.FirstTransaction = _table.TransactionCount;
                    document.Name = _name.IsEmpty ? MessageName(tagEnd) : _name;
                    _batch = -1;
                    break;
                case IsoRole.Batch when _table.DocumentCount > 0:
                    if (!EndLevel()) return false;
                    _batch = _table.BatchCount;
                    _table.AddBatch(_table.Count);
                    break;
                case IsoRole.Entry when _table.DocumentCount > 0:
                    if (!EndLevel() || _table.TransactionCount == MaxTransactions) return false;
                    _batch = _table.BatchCount;
                    _table.AddBatch(_table.Count);
                    _entryFrom = _table.TransactionCount;
                    break;
                case IsoRole.Transaction when _table.DocumentCount > 0:
                    if (!EndLevel() || _table.TransactionCount == MaxTransactions) return false;
                    ref var transaction = ref _table.AddTransaction();
                    transaction = new IsoTransaction { Document = _table.DocumentCount - 1, Batch = _batch, Start = _table.Count, End = _table.Count };
                    break;
            }
            return true;
        }

        /// <summary>The values of a level are those before the first element of the next.</summary>
        bool EndLevel()
        {
            ref var document = ref _table.Documents[_table.DocumentCount - 1];
            if (document.GroupEnd < 0) document.GroupEnd = _table.Count;
            int shared = Math.Max(document.GroupEnd - document.Group, document.HeaderEnd - document.Header);
            if (_batch >= 0)
            {
                ref var batch = ref _table.Batches[_batch];
                if (batch.End < 0) batch.End = _table.Count;
                shared = Math.Max(shared, batch.End - batch.Start);
            }
            return shared <= MaxShared;
        }

        void Exit(IsoRole role)
        {
            switch (role)
            {
                case IsoRole.Header:
                    _headerEnd = _table.Count;
                    break;
                case IsoRole.Root:
                    EndLevel();
                    (_batch, _header, _headerEnd) = (-1, _table.Count, _table.Count); // the next message has a header of its own, or none
                    break;
                case IsoRole.Batch:
                    EndLevel();
                    _batch = -1;
                    break;
                case IsoRole.Entry when _table.DocumentCount > 0:
                    EndLevel();
                    // An entry that names no transaction is one itself.
                    if (_table.TransactionCount == _entryFrom)
                        _table.AddTransaction() = new IsoTransaction { Document = _table.DocumentCount - 1, Batch = _batch, Start = _table.Count, End = _table.Count };
                    _batch = -1;
                    break;
                case IsoRole.Transaction:
                    _table.Transactions[_table.TransactionCount - 1].End = _table.Count;
                    break;
            }
        }

        /// <summary>A message's name in what the innermost tag declares: pacs.008.001.08, whatever stands before and behind it, as national variants add to the namespace.</summary>
        readonly Slice MessageName(int tagEnd)
        {
            int from = _stack[_depth].Name + _stack[_depth].Length;
            var tag = _message[from..tagEnd];
            for (int dot = tag.LastIndexOf((byte)'.'); dot >= 12; dot = tag[..dot].LastIndexOf((byte)'.'))
            {
                int start = dot - 12;
                if (dot + 3 > tag.Length || !IsName(tag.Slice(start, 15)) || start > 0 && char.IsAsciiLetter((char)tag[start - 1])) continue;
                return new Slice(from + start, 15);
            }
            return default;
        }

        // Four letters, three, three and two digits.
        static bool IsName(ReadOnlySpan<byte> text)
        {
            for (int i = 0; i < text.Length; i++)
            {
                bool fits = i is 4 or 8 or 12 ? text[i] == '.' : i < 4 ? char.IsAsciiLetterLower((char)text[i]) : char.IsAsciiDigit((char)text[i]);
                if (!fits) return false;
            }
            return true;
        }

        /// <summary>What stands between the name and the end of the tag; where it ends, or −1.</summary>
        int TakeAttributes(int at, in IsoNode node, out bool empty)
        {
            empty = false;
            int limit = Math.Min(_message.Length, at + MaxTag);
            for (int count = 0; ; count++)
            {
                int blank = at;
                while (at < limit && FinScanner.IsBlank(_message[at])) at++;
                if (at >= limit) break;
                if (_message[at] == '>') return at;
                if (_message[at] == '/')
                {
                    empty = true;
                    if (at + 1 < _message.Length && _message[at + 1] == '>') return at + 1;
                    break;
                }
                if (count == MaxAttributes) { limit = 0; break; }
                if (at == blank) break; // attributes stand apart
                int name = at;
                while (at < limit && _message[at] is > (byte)' ' and not ((byte)'=' or (byte)'>' or (byte)'<' or (byte)'"' or (byte)'\'')) at++;
                int nameEnd = at;
                while (at < limit && FinScanner.IsBlank(_message[at])) at++;
                if (at >= limit || _message[at] != '=' || nameEnd == name) break;
                at++;
                while (at < limit && FinScanner.IsBlank(_message[at])) at++;
                if (at >= limit || _message[at] is not ((byte)'"' or (byte)'\'')) break;
                int length = _message[(at + 1)..limit].IndexOf(_message[at]);
                if (length < 0) { at = limit; break; }
                if (_message.Slice(at + 1, length).Contains((byte)'<')) break;
                if (node.Role == IsoRole.Amount && _message[name..nameEnd].SequenceEqual("Ccy"u8)) _table.Add(node.Slot + 1, at + 1, length, inPieces: false);
                at += length + 2;
            }
            Fail(at >= limit && limit < _message.Length ? DecodeStatus.OverLimit : DecodeStatus.Malformed, Math.Min(at, _message.Length));
            return -1;
        }

        /// <summary>Comments, CDATA sections, processing instructions; a document type is refused.</summary>
        bool TakeMarkup(int at)
        {
            var rest = _message[at..];
            int length;
            if (rest.StartsWith("<!--"u8)) length = LengthTo(rest, 4, "-->"u8);
            else if (rest.StartsWith("<![CDATA["u8) && _depth > 0) length = LengthTo(rest, 9, "]]>"u8);
            else if (rest.StartsWith("<?"u8)) length = LengthTo(rest, 2, "?>"u8);
            else return Fail(rest.StartsWith("<!DOCTYPE"u8) || rest.StartsWith("<!ENTITY"u8) ? DecodeStatus.DtdRefused : DecodeStatus.Malformed, at);
            if (length < 0) return Fail(DecodeStatus.Malformed, at);
            if (rest.StartsWith("<?xml"u8) && !IsByteEncoding(rest[..length])) return Fail(DecodeStatus.WrongEncoding, at);
            _resume = at + length;
            if (_depth > 0) _inPieces = true;
            else if (_roots == 0) _content = _resume;
            else if (_message[_table.End..at].IndexOfAnyExcept(" \t\r\n"u8) >= 0) return Fail(DecodeStatus.Malformed, at);
            else _table.End = _resume;
            return true;
        }

        /// <summary>Whether the declared encoding, if any, writes the characters of ASCII as ASCII does: others hide brackets from who does not decode them.</summary>
        static bool IsByteEncoding(ReadOnlySpan<byte> declaration)
        {
            int at = declaration.IndexOf("encoding"u8);
            if (at < 0) return true;
            var value = declaration[(at + "encoding"u8.Length)..].TrimStart(" \t\r\n="u8);
            if (value.IsEmpty || value[0] is not ((byte)'"' or (byte)'\'')) return false;
            value = value[1..];
            int end = value.IndexOfAny((byte)'"', (byte)'\'');
            if (end is < 0 or > 16) return false;
            Span<byte> name = stackalloc byte[16];
            int length = System.Text.Ascii.ToLower(value[..end], name, out int written) == OperationStatus.Done ? written : 0;
            var lower = name[..length];
            return lower.SequenceEqual("utf-8"u8) || lower.SequenceEqual("utf8"u8) || lower.SequenceEqual("us-ascii"u8) || lower.SequenceEqual("ascii"u8)
                || lower.StartsWith("iso-8859-"u8) || lower.StartsWith("windows-125"u8);
        }

        static int LengthTo(ReadOnlySpan<byte> text, int from, ReadOnlySpan<byte> end)
        {
            int at = text[from..].IndexOf(end);
            return at < 0 ? -1 : from + at + end.Length;
        }
    }
}
