using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Fraud.Reference;

namespace Fraud;

/// <summary>
/// The dated tables that decisions rest on: calendars, time zones, settlement systems, rates, countries and the host's lists. Immutable: a change makes a new
/// bundle with another <see cref="Version"/>, and an engine takes it as a whole.
/// <para>Files by name: <c>BD.calendar</c> (a country) or <c>PADMBDDH.calendar</c> (an institution, which comes before its country), <c>DEFAULT.calendar</c> (wallets
/// that name neither bank nor country), <c>zones.txt</c>,
/// <c>rails.txt</c>, <c>rates.csv</c>, <c>countries.txt</c>, and <c>NAME.list</c> for a list of the host. A file of the same name replaces the built-in one.</para>
/// </summary>
public sealed class ReferenceData
{
    static readonly Lazy<ReferenceData> BuiltIn = new(() => new ReferenceData(EmbeddedText.All()));

    readonly SortedDictionary<string, string> _files;
    readonly Calendar?[] _countryCalendars = new Calendar?[32 * 32];
    readonly Dictionary<ulong, Calendar> _institutionCalendars = [];
    readonly Dictionary<string, Calendar> _calendars = new(StringComparer.Ordinal);

    ReferenceData(SortedDictionary<string, string> files)
    {
        _files = files;
        var zones = new ZoneTable("zones.txt", Text("zones.txt"));
        foreach (var (file, text) in files)
            if (file.EndsWith(CalendarSuffix, StringComparison.Ordinal)) Add(file, CalendarText.Read(file, text, zones, TextOf));
        Rails = new RailTable("rails.txt", Text("rails.txt"), id => _calendars.GetValueOrDefault(id));
        Rates = new RateTable("rates.csv", Text("rates.csv"));
        Countries = new Countries("countries.txt", Text("countries.txt"));
        Lists = new Lists(files);
        Version = Hash(files);
    }

    const string CalendarSuffix = ".calendar";

    /// <summary>The tables that ship with the library. They hold no list.</summary>
    public static ReferenceData Default => BuiltIn.Value;

    /// <summary>The default tables, with files of the host laid over them.</summary>
    /// <param name="files">Texts by file name.</param>
    /// <exception cref="FormatException">A text is not well formed; the message names file and line and what was expected there.</exception>
    public static ReferenceData Load(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var all = new SortedDictionary<string, string>(Default._files, StringComparer.Ordinal);
        foreach (var (file, text) in files) all[Checked(file)] = text ?? throw new ArgumentException($"{file} has no text.", nameof(files));
        return new ReferenceData(all);
    }

    /// <summary>These tables with one file added or replaced.</summary>
    /// <exception cref="FormatException">The text is not well formed; the message names file and line and what was expected there.</exception>
    public ReferenceData With(string file, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ReferenceData(new SortedDictionary<string, string>(_files, StringComparer.Ordinal) { [Checked(file)] = text });
    }

    /// <summary>These tables without one file: without a calendar, what depends on it is unknown.</summary>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    public ReferenceData Without(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var files = new SortedDictionary<string, string>(_files, StringComparer.Ordinal);
        if (!files.Remove(file)) throw new ArgumentException($"There is no {file}.", nameof(file));
        return new ReferenceData(files);
    }

    /// <summary>SHA-256 of all names and texts, 64 hexadecimal digits: two bundles of one version decide alike.</summary>
    public string Version { get; }

    internal RailTable Rails { get; }
    internal RateTable Rates { get; }
    internal Countries Countries { get; }
    internal Lists Lists { get; }

    /// <summary>The institution's own calendar, else its country's, else none.</summary>
    internal Calendar? CalendarOf(Bic bic) =>
        _institutionCalendars.Count != 0 && _institutionCalendars.TryGetValue(bic.Packed, out var own) ? own : CalendarOfCountry(bic.Country);

    /// <summary>The calendar of a country by its ISO letters, the first in the lower byte.</summary>
    internal Calendar? CalendarOfCountry(ushort country) => _countryCalendars[(country & 31) << 5 | country >> 8 & 31] is { } calendar && country != 0 ? calendar : null;

    /// <summary>The closed days of a currency's settlement system; null where it is not known.</summary>
    internal Calendar? CalendarOfCurrency(CurrencyCode currency) => Rails.Of(currency)?.Calendar;

    /// <summary>A calendar by its id, for tables that refer to it by name.</summary>
    internal Calendar? CalendarById(string id) => _calendars.GetValueOrDefault(id);

    void Add(string file, Calendar calendar)
    {
        if (file != calendar.Id + CalendarSuffix) throw new FormatException($"{file}: expected the calendar of {file[..^CalendarSuffix.Length]}, found {calendar.Id}.");
        _calendars[calendar.Id] = calendar;
        string id = calendar.Id;
        if (id.Length == 2 && char.IsAsciiLetterUpper(id[0]) && char.IsAsciiLetterUpper(id[1])) _countryCalendars[(id[0] & 31) << 5 | id[1] & 31] = calendar;
        else if (id.Length == 8 && Bic.TryParse(Encoding.ASCII.GetBytes(id), out var bic)) _institutionCalendars[bic.Packed] = calendar;
    }

    string? TextOf(string file) => _files.GetValueOrDefault(file);

    string Text(string file) => TextOf(file) ?? "";

    /// <summary>The tables that bear a fixed name.</summary>
    internal static readonly string[] TableFiles = ["zones.txt", "rails.txt", "rates.csv", "countries.txt"];

    /// <summary>Whether a file of that name is one of the tables.</summary>
    internal static bool IsTable(string file) => TableFiles.Contains(Path.GetFileName(file))
        || file.EndsWith(CalendarSuffix, StringComparison.Ordinal) || file.EndsWith(".list", StringComparison.Ordinal);

    static string Checked(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return IsTable(file) ? file : throw new ArgumentException(
            $"{file} is no table of the library: expected ID.calendar, NAME.list, zones.txt, rails.txt, rates.csv or countries.txt.", nameof(file));
    }

    static string Hash(SortedDictionary<string, string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var (file, text) in files)
        {
            // Lengths keep the border between name and text, and between files, in the hash.
            Append(hash, Encoding.UTF8.GetBytes(file), length);
            Append(hash, Encoding.UTF8.GetBytes(text), length);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static void Append(IncrementalHash hash, byte[] bytes, Span<byte> length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
