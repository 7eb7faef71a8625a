namespace Fraud.Reference;

/// <summary>The host's lists by name. A list that was never supplied is absent, which is not the same as empty: its rules are unknown, not clean.</summary>
sealed class Lists
{
    public const int Absent = -1;

    const string ScreeningName = "screening";

    readonly HostList[] _lists;
    readonly Lazy<NameScreen?> _screening;

    public Lists(SortedDictionary<string, string> files)
    {
        var lists = new List<HostList>();
        foreach (var (file, text) in files)
            if (file.EndsWith(".list", StringComparison.Ordinal)) lists.Add(new HostList(file[..^5], file, text));
        _lists = [.. lists];
        int screening = Find(ScreeningName);
        if (screening != Absent) NameScreen.Check(_lists[screening]);
        _screening = new Lazy<NameScreen?>(() => screening == Absent ? null : new NameScreen(_lists[screening]));
    }

    /// <summary>The names of the list 'screening', indexed when they are first asked for; null without such a list.</summary>
    public NameScreen? Screening => _screening.Value;

    public int Count => _lists.Length;

    public HostList this[int list] => _lists[list];

    /// <summary>The number of a list, for use in the calls below; <see cref="Absent"/> when the host supplied none of that name.</summary>
    public int Find(string name)
    {
        for (int i = 0; i < _lists.Length; i++) if (string.Equals(_lists[i].Name, name, StringComparison.Ordinal)) return i;
        return Absent;
    }

    /// <summary>Whether a value is on a list on a day; false for an absent list.</summary>
    public bool TryMatch(int list, ListKind kind, ReadOnlySpan<byte> value, int day, out int entry)
    {
        entry = -1;
        return list != Absent && _lists[list].TryMatch(kind, value, day, out entry);
    }

    /// <summary>Whether a value is on a list on a day by an entry that is not older than another day; false for an absent list.</summary>
    public bool MatchesSince(int list, ListKind kind, ReadOnlySpan<byte> value, int day, int since) => list != Absent && _lists[list].MatchesSince(kind, value, day, since);

    /// <summary>The entry of the first watch term in a text; -1 for none.</summary>
    public int FindTerm(int list, ReadOnlySpan<byte> text, int day) => list == Absent ? -1 : _lists[list].FindTerm(text, day);
}
