using System.Buffers.Binary;
using System.Numerics;

namespace Fraud.Reference;

/// <summary>
/// The names of one list, indexed for a search that forgives spelling, order and gaps. Its words stand once each, with a weight, the names that hold them, and their
/// deletion neighbourhood: two words of few edits have a common rest when few letters are left out of each. Immutable, shared by all engines; some 350 bytes a name.
/// </summary>
sealed class NameScreen
{
    /// <summary>A word of this many letters may be misspelt once, one of <see cref="TwoEditsFrom"/> twice; the shorter of the two words counts, as for lookalikes.</summary>
    public const int OneEditFrom = 5, TwoEditsFrom = 8;
    /// <summary>Letters of a word that its deletion neighbourhood looks at. Ten of six bits make a key of 60, exact without the letters themselves.</summary>
    const int RestLength = 10;
    /// <summary>
    /// A common word weighs half. In a long list TRADING is light anyhow; in a short one nothing else tells it from a name. Any less, and CHINA TRADING is BANK OF CHINA.
    /// </summary>
    const int CommonShare = 2;
    /// <summary>FIN cuts a name at 35 characters.</summary>
    public const int LineLength = 35;
    const int Bit = 1024; // weights are in 1/1024 bits
    const ulong Multiplier = 0x9E3779B97F4A7C15;

    readonly record struct Posting(uint Check, int Value);

    readonly HostList _list;
    readonly byte[] _codes;                  // of all words, one after another
    readonly int[] _wordStart, _weights;     // by word
    readonly int[] _slots;                   // word + 1; 0 = free
    readonly int[] _inOrder;                 // words by their codes, for those that a cut word begins
    readonly int[] _entries, _nameStart, _nameWords; // by name: its entry in the list, its words as 2 × word + whether it begins beyond the line
    readonly int[] _all, _withinLine;        // weight of a name, and of its words that begin within the line
    readonly int[] _holderStart, _holders;   // by word: the names that hold it
    readonly int[] _restStart = [], _joinStart = [];   // by the leading bits of a hash
    readonly Posting[] _rests = [], _joins = [];       // words by what rests of them; names by two words that stand together
    readonly int _restShift, _joinShift;
    NameScreenSearch? _spare;

    public int Words => _weights.Length;
    public int Names => _entries.Length;
    public HostList List => _list;
    /// <summary>The weight of a word that stands once in the list.</summary>
    public int Rare { get; }

    public NameScreen(HostList list)
    {
        _list = list;
        var text = new NameScreenText();
        var codes = new List<byte>();
        var starts = new List<int> { 0 };
        var entries = new List<int>();
        var nameStart = new List<int> { 0 };
        var nameWords = new List<int>();
        var slots = new WordSlots();
        for (int entry = 0; entry < list.Count; entry++)
        {
            if (list.KindOf(entry) != ListKind.Name) continue;
            text.Read(list.Value(entry));
            entries.Add(entry);
            for (int i = 0; i < text.Count; i++) nameWords.Add(slots.Add(text.Codes(i), codes, starts) << 1 | (text[i].Character >= LineLength ? 1 : 0));
            nameStart.Add(nameWords.Count);
        }
        (_codes, _wordStart, _entries, _nameStart, _nameWords, _slots) = ([.. codes], [.. starts], [.. entries], [.. nameStart], [.. nameWords], slots.Slots);

        int words = starts.Count - 1;
        (_holderStart, _holders) = Invert(words);
        Rare = Bits((ulong)Names + 1);
        _weights = new int[words];
        for (int word = 0; word < words; word++) _weights[word] = Weight(NameScreenText.ClassOf(Codes(word)), Math.Max(1, _holderStart[word + 1] - _holderStart[word]));
        (_all, _withinLine) = (new int[Names], new int[Names]);
        for (int name = 0; name < Names; name++)
        {
            foreach (int place in NameWords(name))
            {
                _all[name] += _weights[place >> 1];
                if ((place & 1) == 0) _withinLine[name] += _weights[place >> 1];
            }
        }
        _inOrder = new int[words];
        for (int i = 0; i < words; i++) _inOrder[i] = i;
        Array.Sort(_inOrder, (a, b) => Codes(a).SequenceCompareTo(Codes(b)));
        (_restStart, _rests, _restShift) = Index(add =>
        {
            Span<ulong> rests = stackalloc ulong[MaxRests];
            for (int word = 0; word < words; word++)
                foreach (ulong rest in rests[..Rests(Codes(word), rests)]) add(rest * Multiplier, word);
        });
        (_joinStart, _joins, _joinShift) = Index(add =>
        {
            Span<byte> joined = stackalloc byte[2 * NameScreenText.MaxCodes];
            for (int name = 0; name < Names; name++)
            {
                var places = NameWords(name);
                for (int i = 0; i + 1 < places.Length; i++)
                {
                    ReadOnlySpan<byte> left = Codes(places[i] >> 1), right = Codes(places[i + 1] >> 1);
                    left.CopyTo(joined);
                    right.CopyTo(joined[left.Length..]);
                    if (left.Length + right.Length <= NameScreenText.MaxCodes) add(HashOf(joined[..(left.Length + right.Length)]), name);
                }
            }
        });
    }

    /// <exception cref="FormatException">A name has more words than can be searched.</exception>
    public static void Check(HostList list)
    {
        var text = new NameScreenText();
        for (int entry = 0; entry < list.Count; entry++)
        {
            if (list.KindOf(entry) != ListKind.Name) continue;
            text.Read(list.Value(entry));
            if (text.TooManyWords) throw new FormatException($"{list.Name}.list({list.LineOf(entry)}): expected a name of at most {NameScreenText.MaxWords} words.");
        }
    }

    public ReadOnlySpan<byte> Codes(int word) => _codes.AsSpan(_wordStart[word], _wordStart[word + 1] - _wordStart[word]);

    public int WeightOf(int word) => _weights[word];

    /// <summary>The weight of a word that does not stand in the list.</summary>
    public int WeightOf(WordClass kind) => Weight(kind, 1);

    public int EntryOf(int name) => _entries[name];

    /// <summary>The words of a name: twice the word, one more when it begins beyond the line.</summary>
    public ReadOnlySpan<int> NameWords(int name) => _nameWords.AsSpan(_nameStart[name], _nameStart[name + 1] - _nameStart[name]);

    /// <summary>What the words of a name weigh together; those that a cut line would still hold.</summary>
    public int WeightOfName(int name, bool cut) => cut ? _withinLine[name] : _all[name];

    /// <summary>The names that hold a word, each once, in order.</summary>
    public ReadOnlySpan<int> HoldersOf(int word) => _holders.AsSpan(_holderStart[word], _holderStart[word + 1] - _holderStart[word]);

    /// <summary>The word of these codes; -1 for none.</summary>
    public int Find(ReadOnlySpan<byte> codes)
    {
        for (int at = (int)(HashOf(codes) >> 32) & _slots.Length - 1; _slots[at] != 0; at = at + 1 & _slots.Length - 1)
            if (Codes(_slots[at] - 1).SequenceEqual(codes)) return _slots[at] - 1;
        return -1;
    }

    /// <summary>The words that begin with these codes, the word itself among them.</summary>
    public ReadOnlySpan<int> BeginningWith(ReadOnlySpan<byte> codes)
    {
        int from = Bound(codes, beyond: false);
        return _inOrder.AsSpan(from, Bound(codes, beyond: true) - from);
    }

    int Bound(ReadOnlySpan<byte> codes, bool beyond)
    {
        int low = 0, high = _inOrder.Length;
        while (low < high)
        {
            int middle = low + high >> 1;
            var word = Codes(_inOrder[middle]);
            int order = word[..Math.Min(word.Length, codes.Length)].SequenceCompareTo(codes);
            if (order < 0 || beyond && order == 0) low = middle + 1; else high = middle;
        }
        return low;
    }

    /// <summary>A word and each rest of it: 1 + 10 + 45.</summary>
    public const int MaxRests = 1 + RestLength + RestLength * (RestLength - 1) / 2;

    /// <summary>
    /// What rests of a word's first letters when none, one or (of a long word) two are left out; nothing of a word that may not be misspelt. Two words within their
    /// edits share a rest: what lies outside a common sequence is at most as many letters on either side as there are edits.
    /// </summary>
    public static int Rests(ReadOnlySpan<byte> word, Span<ulong> rests)
    {
        if (word.Length < OneEditFrom) return 0;
        ulong key = 0;
        int length = Math.Min(word.Length, RestLength), count = 0;
        for (int i = 0; i < length; i++) key |= (ulong)word[i] << 6 * i;
        foreach (byte code in word) if (code > 26) return 0; // numbers and other scripts are equal or not
        rests[count++] = key;
        for (int i = 0; i < length; i++)
        {
            ulong one = Without(key, i);
            rests[count++] = one;
            if (word.Length < TwoEditsFrom) continue;
            for (int j = i; j < length - 1; j++) rests[count++] = Without(one, j);
        }
        return count;
    }

    static ulong Without(ulong key, int letter)
    {
        ulong below = (1UL << 6 * letter) - 1;
        return key & below | key >> 6 & ~below;
    }

    /// <summary>Adds the words that share a rest, and perhaps others, to those at hand; answers how many there are then, or -1 when they do not fit.</summary>
    public int WithRest(ulong rest, Span<int> words, int count) => Collect(_restStart, _rests, _restShift, rest * Multiplier, words, count);

    /// <summary>The names in which two neighbours written together are these codes, and perhaps others; -1 when they do not fit.</summary>
    public int WithJoined(ReadOnlySpan<byte> codes, Span<int> names) => Collect(_joinStart, _joins, _joinShift, HashOf(codes), names, 0);

    static int Collect(int[] starts, Posting[] postings, int shift, ulong hash, Span<int> found, int count)
    {
        int bucket = (int)(hash >> shift);
        for (int i = starts[bucket]; i < starts[bucket + 1]; i++)
        {
            if (postings[i].Check != (uint)hash) continue;
            if (count == found.Length) return -1;
            found[count++] = postings[i].Value;
        }
        return count;
    }

    /// <summary>Room for one search at a time: taken, and given back to spare the next one the allocation.</summary>
    public NameScreenSearch Take() => Interlocked.Exchange(ref _spare, null) ?? new NameScreenSearch(this);

    public void Give(NameScreenSearch search) => _spare = search;

    int Weight(WordClass kind, int holders) => kind == WordClass.Stop ? 1
        : Math.Max(1, (Bits((ulong)Names + (ulong)holders) - Bits((ulong)holders)) / (kind == WordClass.Common ? CommonShare : 1));

    /// <summary>The logarithm to the base of 2, in 1/1024, digit by digit in whole numbers: the same on every machine.</summary>
    static int Bits(ulong number)
    {
        int whole = BitOperations.Log2(number), fraction = 0;
        ulong x = whole <= 31 ? number << 31 - whole : number >> whole - 31; // 1 to 2, 31 bits after the point
        for (int i = 0; i < 10; i++)
        {
            x = x * x >> 31;
            fraction = fraction << 1 | (int)(x >> 32);
            if (x >> 32 != 0) x >>= 1;
        }
        return whole * Bit + fraction;
    }

    (int[] Start, int[] Names) Invert(int words)
    {
        var start = new int[words + 1];
        var last = new int[words];
        for (int pass = 0; ; pass++)
        {
            var names = pass == 0 ? [] : new int[start[words]];
            Array.Fill(last, -1);
            for (int name = Names - 1; name >= 0; name--)
            {
                foreach (int place in NameWords(name))
                {
                    int word = place >> 1;
                    if (last[word] == name) continue;
                    last[word] = name;
                    if (pass == 0) start[word]++;
                    else names[--start[word]] = name;
                }
            }
            if (pass == 1) return (start, names);
            for (int word = 0; word < words; word++) start[word + 1] += start[word];
            // Each start is now where its holders end; the second pass fills them from behind.
        }
    }

    static (int[] Start, Posting[] Postings, int Shift) Index(Action<Action<ulong, int>> each)
    {
        int count = 0;
        each((_, _) => count++);
        int bits = Math.Max(4, BitOperations.Log2((uint)count + 1) + 1);
        int shift = 64 - bits;
        var start = new int[(1 << bits) + 1];
        each((hash, _) => start[(int)(hash >> shift) + 1]++);
        for (int bucket = 0; bucket < start.Length - 1; bucket++) start[bucket + 1] += start[bucket];
        var postings = new Posting[count];
        var next = start.AsSpan(0, start.Length - 1).ToArray();
        each((hash, value) => postings[next[(int)(hash >> shift)]++] = new Posting((uint)hash, value));
        return (start, postings, shift);
    }

    // The list is the host's: its words are no attacker's, and equality of the codes decides.
    static ulong HashOf(ReadOnlySpan<byte> codes)
    {
        ulong hash = (ulong)codes.Length * Multiplier;
        for (; codes.Length >= 8; codes = codes[8..]) hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(codes));
        ulong tail = 0;
        foreach (byte code in codes) tail = tail << 8 | code;
        return Mix(hash ^ tail);

        static ulong Mix(ulong x) => (x ^ x >> 29) * Multiplier is var y ? y ^ y >> 32 : 0;
    }

    /// <summary>The words while they are collected: a table that doubles.</summary>
    sealed class WordSlots
    {
        public int[] Slots = new int[16];

        public int Add(ReadOnlySpan<byte> word, List<byte> codes, List<int> starts)
        {
            int count = starts.Count - 1;
            if (2 * (count + 1) > Slots.Length)
            {
                Slots = new int[2 * Slots.Length];
                for (int known = 0; known < count; known++) Slots[Place(Word(known, codes, starts), codes, starts)] = known + 1;
            }
            int at = Place(word, codes, starts);
            if (Slots[at] != 0) return Slots[at] - 1;
            codes.AddRange(word);
            starts.Add(codes.Count);
            Slots[at] = count + 1;
            return count;
        }

        int Place(ReadOnlySpan<byte> word, List<byte> codes, List<int> starts)
        {
            int at = (int)(HashOf(word) >> 32) & Slots.Length - 1;
            while (Slots[at] != 0 && !Word(Slots[at] - 1, codes, starts).SequenceEqual(word)) at = at + 1 & Slots.Length - 1;
            return at;
        }

        static ReadOnlySpan<byte> Word(int word, List<byte> codes, List<int> starts) =>
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(codes)[starts[word]..starts[word + 1]];
    }
}
