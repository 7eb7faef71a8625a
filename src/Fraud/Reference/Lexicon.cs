namespace Fraud.Reference;

/// <summary>What a word says about the party that bears it. A word may say several things; strong signs outweigh weak ones in <see cref="NameClassifier"/>.</summary>
[Flags]
enum WordSense : uint
{
    None = 0,
    Given = 1 << 0,
    Surname = 1 << 1,
    Title = 1 << 2,        // MR, DR
    Particle = 1 << 3,     // DE, BIN, VAN: part of a person's name, no evidence alone
    Place = 1 << 4,        // also the name of a place: a given name that proves nothing beside an unknown word
    Company = 1 << 5,      // LIMITED, TRADING
    ShortForm = 1 << 6,    // SA, AG, CO: a legal form only at the end of a name
    Financial = 1 << 7,
    Public = 1 << 8,
    Charitable = 1 << 9,
    Gaming = 1 << 10,
    Virtual = 1 << 11,
    Remitter = 1 << 12,
    Money = 1 << 13,       // MONEY and TRANSFER, together a remitter
    Exchange = 1 << 14,    // EXCHANGE: a remitter, or with a virtual word a virtual-asset provider, or with STOCK neither
    Market = 1 << 15,
    Funding = 1 << 16,     // FINANCE, RESERVE, CAPITAL: financial, unless a public body says otherwise (MINISTRY OF FINANCE)
}

/// <summary>The words of <c>words.txt</c> (senses of organisations) and <c>names.txt</c> (given names and surnames), read once.</summary>
static class Lexicon
{
    public static readonly WordTable<WordSense> Words = Read();

    static WordTable<WordSense> Read()
    {
        var words = new SortedDictionary<UInt128, WordSense>();
        Read("words.txt", words);
        Read("names.txt", words);
        return new WordTable<WordSense>(words);
    }

    // sense: WORD WORD …
    static void Read(string file, SortedDictionary<UInt128, WordSense> words)
    {
        var table = new TableText(file, EmbeddedText.Read(file));
        while (table.Next())
        {
            string name = table.Words[0];
            if (!name.EndsWith(':') || !Enum.TryParse<WordSense>(name.AsSpan(0, name.Length - 1), ignoreCase: true, out var sense))
                throw table.Expected("a sense and a colon, such as 'company:'");
            foreach (string word in table.Words[1..])
            {
                if (!Reference.Words.IsWord(word)) throw table.Expected("words of at most 24 letters");
                var key = Reference.Words.KeyOf(word);
                words[key] = words.GetValueOrDefault(key) | sense;
            }
        }
    }
}
