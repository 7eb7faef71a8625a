using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Fraud.Reference;

/// <summary>
/// One named list of the host, such as <c>blocked.list</c>. One entry a line: <c>kind value [from] [to] [# note]</c>, dates inclusive,
/// <c>*</c> for an open beginning: <c>account DE89 3704 0044 0532 0130 00 2024-01-01 2024-12-31 # reported</c>.
/// Matching is exact on normalised bytes: a hash finds the slot, the bytes decide. 32 bytes an entry beside its text, so millions fit.
/// </summary>
sealed class HostList
{
    public const int MaxValueLength = 256;
    public const int MaxTermWords = 4;

    [StructLayout(LayoutKind.Sequential)]
    readonly record struct Entry(uint Hash, int Offset, short Length, ListKind Kind, int From, int To, int Line);

    readonly List<Entry> _entries = [];
    readonly List<byte> _values = [];
    readonly List<(int Entry, string Note)> _notes = [];
    readonly int[] _slots; // entry + 1; 0 = free
    readonly byte[] _bytes;
    readonly Entry[] _table;
    readonly int _longestTerm;
    readonly ulong[] _termStarts = new ulong[64]; // a bit for each first word of a term: most words of a text stop here

    public string Name { get; }
    public int Count => _table.Length;

    public HostList(string name, string file, string text)
    {
        Name = name;
        var table = new TableText(file, text);
        while (table.Next())
        {
            int words = ReadEntry(table);
            if (_entries[^1].Kind != ListKind.Term) continue;
            _longestTerm = Math.Max(_longestTerm, words);
            var term = CollectionsMarshal.AsSpan(_values)[_entries[^1].Offset..];
            int blank = term.IndexOf((byte)' ');
            uint hash = HashOf(ListKind.Term, blank < 0 ? term : term[..blank]);
            _termStarts[hash >> 6 & 63] |= 1UL << (int)(hash & 63);
        }
        _bytes = [.. _values];
        _table = [.. _entries];
        _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(_table.Length * 2, 16))];
        for (int i = 0; i < _table.Length; i++)
        {
            int at = (int)_table[i].Hash & _slots.Length - 1;
            while (_slots[at] != 0) at = at + 1 & _slots.Length - 1;
            _slots[at] = i + 1;
        }
        _entries.Clear();
        _values.Clear();
    }

    public ListKind KindOf(int entry) => _table[entry].Kind;

    /// <summary>The line of the file that an entry stands on.</summary>
    public int LineOf(int entry) => _table[entry].Line;

    /// <summary>Whether an entry holds on a day (DateOnly.DayNumber).</summary>
    public bool Holds(int entry, int day) => day >= _table[entry].From && day <= _table[entry].To;

    /// <summary>The normalised value of an entry, as it is compared.</summary>
    public ReadOnlySpan<byte> Value(int entry) => Value(_table[entry]);

    /// <summary>The first day an entry holds, int.MinValue for always.</summary>
    public int FromOf(int entry) => _table[entry].From;

    /// <summary>The normalised value of an entry, as a rule may print a watch term.</summary>
    public string ValueOf(int entry) => Encoding.UTF8.GetString(Value(_table[entry]));

    /// <summary>The note of an entry, empty for none.</summary>
    public string NoteOf(int entry)
    {
        int low = 0, high = _notes.Count - 1;
        while (low <= high)
        {
            int middle = low + high >> 1;
            if (_notes[middle].Entry == entry) return _notes[middle].Note;
            if (_notes[middle].Entry < entry) low = middle + 1; else high = middle - 1;
        }
        return "";
    }

    /// <summary>The first entry of a kind that equals a value and holds on a day (DateOnly.DayNumber).</summary>
    [SkipLocalsInit]
    public bool TryMatch(ListKind kind, ReadOnlySpan<byte> value, int day, out int entry)
    {
        Span<byte> normal = stackalloc byte[MaxValueLength];
        int length = Normalise(kind, value, normal);
        if (length <= 0) { entry = -1; return false; }
        entry = Find(kind, normal[..length], day);
        // An entry for the institution holds for each of its branches.
        if (entry < 0 && kind == ListKind.Bic && length == 11) entry = Find(kind, normal[..8], day);
        return entry >= 0;
    }

    /// <summary>Whether an entry of a kind equals a value, holds on a day and was not made before another: one without a first day counts as made at any time.</summary>
    [SkipLocalsInit]
    public bool MatchesSince(ListKind kind, ReadOnlySpan<byte> value, int day, int since)
    {
        Span<byte> normal = stackalloc byte[MaxValueLength];
        int length = Normalise(kind, value, normal);
        if (length <= 0) return false;
        uint hash = HashOf(kind, normal[..length]);
        for (int at = (int)hash & _slots.Length - 1; _slots[at] != 0; at = at + 1 & _slots.Length - 1)
        {
            ref readonly var entry = ref _table[_slots[at] - 1];
            if (entry.Hash == hash && entry.Kind == kind && day >= entry.From && day <= entry.To && (entry.From >= since || entry.From == int.MinValue)
                && Value(entry).SequenceEqual(normal[..length])) return true;
        }
        return false;
    }

    /// <summary>The first watch term that occurs in a text as whole words, on a day; -1 for none.</summary>
    [SkipLocalsInit]
    public int FindTerm(ReadOnlySpan<byte> text, int day)
    {
        if (_longestTerm == 0) return -1;
        Span<byte> normal = stackalloc byte[MaxValueLength];
        for (int at = 0; at < text.Length;)
        {
            while (at < text.Length && Folded(text[at]) == 0) at++;
            int scan = at, length = 0;
            for (int words = 0; words < _longestTerm && scan < text.Length; words++)
            {
                if (words > 0 && length < MaxValueLength) normal[length++] = (byte)' ';
                while (scan < text.Length && Folded(text[scan]) is var folded and not 0 && length < MaxValueLength) { normal[length++] = folded; scan++; }
                if (words == 0 && !CanStartTerm(normal[..length])) break;
                if (length < MaxValueLength)
                {
                    int entry = Find(ListKind.Term, normal[..length], day);
                    if (entry >= 0) return entry;
                }
                while (scan < text.Length && Folded(text[scan]) == 0) scan++;
            }
            while (at < text.Length && Folded(text[at]) != 0) at++;
        }
        return -1;
    }

    bool CanStartTerm(ReadOnlySpan<byte> word)
    {
        uint hash = HashOf(ListKind.Term, word);
        return (_termStarts[hash >> 6 & 63] >> (int)(hash & 63) & 1) != 0;
    }

    int Find(ListKind kind, ReadOnlySpan<byte> normal, int day)
    {
        uint hash = HashOf(kind, normal);
        int best = -1;
        for (int at = (int)hash & _slots.Length - 1; _slots[at] != 0; at = at + 1 & _slots.Length - 1)
        {
            int index = _slots[at] - 1;
            ref readonly var entry = ref _table[index];
            if (entry.Hash == hash && entry.Kind == kind && day >= entry.From && day <= entry.To && Value(entry).SequenceEqual(normal)
                && (best < 0 || index < best)) best = index;
        }
        return best;
    }

    ReadOnlySpan<byte> Value(in Entry entry) => _bytes.AsSpan(entry.Offset, entry.Length);

    int ReadEntry(TableText table)
    {
        var words = table.Words;
        // Lower case only, so that a value can never be taken for a kind.
        if (!Enum.TryParse<ListKind>(words[0], ignoreCase: true, out var kind) || !char.IsAsciiLetterLower(words[0][0]))
            throw table.Expected("account, bic, name, uetr, lei, wallet, country, element or term");
        int count = words.Length, from = int.MinValue, to = int.MaxValue;
        bool lastIsDate = IsDate(words[count - 1]);
        bool twoDates = lastIsDate && count > 3 && IsDate(words[count - 2]);
        if (twoDates) to = DayOr(words[count - 1], to);
        if (lastIsDate) from = DayOr(words[twoDates ? count - 2 : count - 1], from);
        int end = count - (twoDates ? 2 : lastIsDate ? 1 : 0);
        if (end < 2) throw table.Expected("a value");
        if (from > to) throw table.Expected("a first day not after the last");

        byte[] value = Encoding.UTF8.GetBytes(string.Join(' ', words[1..end]));
        Span<byte> normal = stackalloc byte[MaxValueLength];
        int length = Normalise(kind, value, normal);
        if (length <= 0) throw table.Expected($"a value of 1 to {MaxValueLength} characters");
        if (kind == ListKind.Bic && length is not (8 or 11)) throw table.Expected("a BIC of 8 or 11 characters");
        if (kind == ListKind.Uetr && length != 32) throw table.Expected("a UETR of 32 hexadecimal digits");
        int termWords = normal[..length].Count((byte)' ') + 1;
        if (kind == ListKind.Term && termWords > MaxTermWords) throw table.Expected($"a term of at most {MaxTermWords} words");
        if (table.Comment.Length > 0) _notes.Add((_entries.Count, table.Comment));
        _entries.Add(new Entry(HashOf(kind, normal[..length]), _values.Count, (short)length, kind, from, to, table.Line));
        CollectionsMarshal.SetCount(_values, _values.Count + length);
        normal[..length].CopyTo(CollectionsMarshal.AsSpan(_values)[^length..]);
        return termWords;

        static bool IsDate(string word) => word == "*" || TableText.TryDay(word, out _);
        static int DayOr(string word, int open) => TableText.TryDay(word, out int day) ? day : open;
    }

    // The length, 0 for an empty value, −1 for one longer than any entry.
    static int Normalise(ListKind kind, ReadOnlySpan<byte> value, Span<byte> normal)
    {
        bool keepsWords = kind is ListKind.Name or ListKind.Term;
        int length = 0;
        bool gap = false;
        foreach (byte b in value)
        {
            byte folded = Folded(b);
            if (folded == 0) { gap = length > 0; continue; }
            if (gap && keepsWords)
            {
                if (length == normal.Length) return -1;
                normal[length++] = (byte)' ';
            }
            gap = false;
            if (length == normal.Length) return -1;
            normal[length++] = folded;
        }
        return length;
    }

    // Upper-case letters, digits and bytes of other scripts; 0 for anything between words.
    static byte Folded(byte b) => b switch
    {
        >= (byte)'a' and <= (byte)'z' => (byte)(b - 0x20),
        >= (byte)'A' and <= (byte)'Z' or >= (byte)'0' and <= (byte)'9' or >= 0x80 => b,
        _ => 0,
    };

    // The list is the host's, so its values are no attacker's: no secret is needed, and equality of the bytes decides.
    static uint HashOf(ListKind kind, ReadOnlySpan<byte> normal)
    {
        const ulong multiplier = 0x9E3779B97F4A7C15;
        ulong hash = ((ulong)kind + 1) * multiplier ^ (uint)normal.Length;
        for (; normal.Length >= 8; normal = normal[8..]) hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(normal));
        ulong tail = 0;
        foreach (byte b in normal) tail = tail << 8 | b;
        hash = Mix(hash ^ tail);
        return (uint)(hash >> 32);

        static ulong Mix(ulong x) => (x ^ x >> 29) * multiplier is var y ? y ^ y >> 32 : 0;
    }
}
