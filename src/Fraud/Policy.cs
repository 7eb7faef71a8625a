using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fraud.Rules.Analysis;
using Fraud.Rules.Binding;
using Fraud.Rules.Syntax;
using Fraud.Rules.Testing;

namespace Fraud;

/// <summary>
/// What an institution judges by: rule packs with their parameters, and dated reference data. Immutable; an engine is built from one.
/// A policy folder holds rule files (<c>*.rules</c>; <c>use "institution"</c> brings the standard pack in; without any rule file the standard pack is meant),
/// <c>parameters.txt</c> (lines <c>name = value</c> that set parameters of the packs) and reference files (see <see cref="ReferenceData"/>); other files are left alone.
/// </summary>
public sealed class Policy
{
    static readonly string[] s_standard = ["institution", "retail-wallet"];
    static readonly Lazy<Policy>[] s_policies =
        [.. s_standard.Select(name => new Lazy<Policy>(() => Parse(new SortedDictionary<string, string>(StringComparer.Ordinal), name)))];

    readonly IReadOnlyList<PackSyntax> _packs;
    readonly IReadOnlyDictionary<string, string> _parameters;

    Policy(IReadOnlyList<Diagnostic> diagnostics, BoundPack? pack, ReferenceData reference, string hash, IReadOnlyList<PackSyntax> packs, IReadOnlyDictionary<string, string> parameters)
    {
        (_packs, _parameters) = (packs, parameters);
        Diagnostics = diagnostics;
        Pack = pack;
        Reference = reference;
        Hash = hash;
    }

    /// <summary>The standard pack "institution" with its default parameters and the built-in reference data.</summary>
    public static Policy Institution => s_policies[0].Value;

    /// <summary>The standard pack "retail-wallet" with its default parameters and the built-in reference data: consumers and small businesses, wallets and instant payments.</summary>
    public static Policy RetailWallet => s_policies[1].Value;

    /// <summary>The names of the standard packs, as <c>use</c> takes them.</summary>
    public static IReadOnlyList<string> StandardPacks => s_standard;

    /// <summary>A standard pack with its default parameters and the built-in reference data.</summary>
    /// <exception cref="ArgumentException">There is no such pack.</exception>
    public static Policy Of(string standardPack) => Array.IndexOf(s_standard, standardPack) is >= 0 and var index ? s_policies[index].Value
        : throw new ArgumentException($"There is no standard pack \"{standardPack}\"; expected {string.Join(" or ", s_standard)}.", nameof(standardPack));

    /// <summary>All findings in the rule files, errors and warnings.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Whether an engine can be built: there are no errors.</summary>
    public bool IsUsable => Pack is not null;

    /// <summary>The reference data.</summary>
    public ReferenceData Reference { get; }

    /// <summary>Content hash of rules and parameters: 16 hexadecimal digits. Two policies with equal hashes and equal reference versions decide alike.</summary>
    public string Hash { get; }

    internal BoundPack? Pack { get; }

    /// <summary>
    /// Runs the tests that stand beside the rules (<c>test "…" fires with …</c>). Those of a standard pack are run with the pack's own parameters, so that a host who sets
    /// others need not see them fail.
    /// </summary>
    /// <param name="tests">How many there are.</param>
    /// <returns>The tests that fail; none of a policy with errors is run.</returns>
    public IReadOnlyList<Diagnostic> RunTests(out int tests)
    {
        tests = 0;
        if (Pack is null) return [];
        var failures = new List<Diagnostic>();
        var declared = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in s_standard.Where(name => _packs.Any(p => p.IsStandard && p.Source.Name == name + ".rules")))
            tests += Run(Written(name), declared, _ => true, failures);
        var own = _packs.Where(p => !p.IsStandard).Select(p => p.Source.Name).ToHashSet(StringComparer.Ordinal);
        if (own.Count > 0) tests += Run(Fresh(_packs), _parameters, own.Contains, failures);
        return failures;
    }

    /// <summary>The same rules over the same reference data, with other values for some parameters: what if.</summary>
    /// <param name="parameters">Values as parameters.txt has them, by name; they come before those that the policy was read with.</param>
    /// <returns>A policy whose <see cref="Diagnostics"/> say what is wrong with the values, if anything is.</returns>
    public Policy With(IReadOnlyDictionary<string, string> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in _parameters.Concat(parameters)) merged[name] = value;
        // What was wrong with other files than the rules is not put right by values.
        if (Pack is null) return this;
        var packs = Fresh(_packs);
        var pack = Binder.Bind(packs, merged);
        return new Policy([.. Sources(packs).SelectMany(s => s.Diagnostics)], pack, Reference, HashOf(packs, merged), _packs, merged);
    }

    /// <summary>The same policy with one more feature: what a caller asks of each transfer in the words of the rules. Decisions stay as they are.</summary>
    /// <returns>A policy whose <see cref="Diagnostics"/> say what is wrong with the expression, if anything is.</returns>
    internal Policy Asking(string feature, string expression)
    {
        if (Pack is null) return this;
        var packs = Fresh(_packs);
        packs.Add(Parser.Parse(new SourceText(feature, $"pack \"{feature}\" version \"1\"\n\nfeatures\n  {feature} = {expression.ReplaceLineEndings(" ")}\n")));
        var pack = Binder.Bind(packs, _parameters);
        return new Policy([.. Sources(packs).SelectMany(s => s.Diagnostics)], pack, Reference, Hash, packs, _parameters);
    }

    static List<PackSyntax> Fresh(IEnumerable<PackSyntax> packs) => Parser.Again(packs);

    static List<SourceText> Sources(IEnumerable<PackSyntax> packs) => [.. packs.Select(p => p.Source).Distinct()];

    static int Run(List<PackSyntax> packs, IReadOnlyDictionary<string, string> parameters, Func<string, bool> isMeant, List<Diagnostic> failures)
    {
        if (Binder.Bind(packs, parameters) is not { } pack) return 0;
        pack = pack with { Tests = [.. pack.Tests.Where(t => isMeant(t.Source.Name))] };
        var sources = Sources(packs);
        int before = sources.Sum(s => s.Diagnostics.Count);
        int tests = RuleTester.Run(packs, pack, parameters);
        if (sources.Sum(s => s.Diagnostics.Count) > before) failures.AddRange(sources.SelectMany(s => s.Diagnostics).Where(d => d.Severity == DiagnosticSeverity.Error));
        return tests;
    }

    /// <summary>The rules of the policy: id, name, family, most points, mode and pack, in the order of the packs.</summary>
    public IReadOnlyList<RuleInfo> Rules => Pack is null ? []
        : [.. Pack.Rules.Select(r => new RuleInfo(r.Id, r.Name, Pack.Families[r.Family].Name, r.Points.Count == 0 ? 0 : r.Points.Max(t => t.Points), r.Mode, r.Pack))];

    /// <summary>Reads a policy folder.</summary>
    /// <param name="folder">The folder; its subfolders are read too.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static Policy Load(string folder) => Parse(PolicyFolder.Read(folder));

    /// <summary>Reads a policy folder whose <c>policy.sig</c> must be the signature of all its other files, as <see cref="Sign"/> makes it.</summary>
    /// <param name="folder">The folder; its subfolders are read too.</param>
    /// <param name="trusted">The public key of whoever may change the policy.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">There is no signature, or it is not of these files by this key.</exception>
    public static Policy Load(string folder, ECDsa trusted)
    {
        ArgumentNullException.ThrowIfNull(trusted);
        var files = PolicyFolder.Read(folder);
        PolicyFolder.Verify(files, trusted);
        return Parse(files);
    }

    /// <summary>Signs a policy folder: writes <c>policy.sig</c> into it, the signature (ECDSA over SHA-256) of all names and contents beside it.</summary>
    public static void Sign(string folder, ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        PolicyFolder.Sign(folder, key);
    }

    /// <summary>Reads a policy from texts by file name, in the order of the names.</summary>
    public static Policy Parse(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Parse(files, s_standard[0]);
    }

    /// <param name="files">Texts by file name.</param>
    /// <param name="otherwise">The standard pack that is meant when there is no rule file.</param>
    static Policy Parse(IReadOnlyDictionary<string, string> files, string otherwise)
    {
        var ordered = files.OrderBy(f => f.Key, StringComparer.Ordinal).ToList();
        var rules = ordered.Where(f => f.Key.EndsWith(".rules", StringComparison.Ordinal)).Select(f => Parser.Parse(new SourceText(f.Key, f.Value))).ToList();
        var packs = rules.Count == 0 ? Written(otherwise) : [];
        foreach (var file in rules) Add(file, packs);
        var own = packs.FindAll(p => rules.Exists(r => r.Source == p.Source));

        var settings = new SourceText("parameters.txt", files.TryGetValue("parameters.txt", out string? given) ? given : "");
        var parameters = Parameters(settings);
        var pack = Binder.Bind(packs, parameters);
        if (settings.HasErrors) pack = null;
        var reference = ReferenceData.Default;
        var overlay = ordered.Where(f => ReferenceData.IsTable(f.Key)).ToDictionary(f => Path.GetFileName(f.Key), f => f.Value, StringComparer.Ordinal);
        if (overlay.Count > 0)
        {
            try { reference = ReferenceData.Load(overlay); }
            catch (FormatException e) { settings.Error(default, e.Message); pack = null; }
        }

        if (pack is not null && rules.Count + parameters.Count > 0) Analyzer.Run(pack, packs, own, parameters);

        return new Policy([.. Sources(packs).Append(settings).Concat(Misnamed(ordered.Select(f => f.Key), packs)).SelectMany(s => s.Diagnostics.OrderBy(d => d.Line).ThenBy(d => d.Column))], pack, reference, HashOf(packs, parameters),
            packs, parameters);
    }

    /// <summary>Lists that the library or the standard packs ask by name.</summary>
    static readonly string[] s_lists =
        ["forbidden", "watch", "creditors", "corridors", "risk_sectors", "merchants", "risk_countries", "announced_accounts", "compromised", "screening"];

    static readonly string[] s_files = ["parameters.txt", "policy.sig", .. ReferenceData.TableFiles];

    /// <summary>Files whose names are almost those of others: a host would believe that they are read.</summary>
    static IEnumerable<SourceText> Misnamed(IEnumerable<string> files, List<PackSyntax> packs)
    {
        foreach (string file in files)
        {
            string name = Path.GetFileName(file), list = Path.GetFileNameWithoutExtension(file);
            string hint = "";
            if (file.EndsWith(".list", StringComparison.Ordinal))
            {
                bool isAsked = s_lists.Contains(list) || packs.Exists(p => p.Source.Text.Contains($"\"{list}\"", StringComparison.Ordinal));
                if (!isAsked) hint = SourceText.DidYouMean(list, s_lists);
            }
            else if (!ReferenceData.IsTable(file) && !s_files.Contains(name) && !file.EndsWith(".rules", StringComparison.Ordinal))
                hint = name.EndsWith(".rules", StringComparison.OrdinalIgnoreCase) ? "; expected the ending .rules in small letters" : SourceText.DidYouMean(name, s_files);
            if (hint.Length == 0) continue;
            var source = new SourceText(file, "");
            source.Warn(default, $"this file is asked by no rule and read by nobody{hint}");
            yield return source;
        }
    }

    /// <summary>The same rules over other reference data.</summary>
    public Policy With(ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new Policy(Diagnostics, Pack, reference, Hash, _packs, _parameters);
    }

    /// <summary>A standard pack and its parts, as written.</summary>
    internal static List<PackSyntax> Written(string standardPack)
    {
        var packs = new List<PackSyntax>();
        var none = new SourceText("", "");
        Use(new UseItem(standardPack, default), none, none, packs);
        return packs;
    }

    /// <summary>Adds a file. What it uses stands where it uses it, between its own items, so that a part may build on what its pack has named before; each pack once.</summary>
    static void Add(PackSyntax file, List<PackSyntax> packs)
    {
        int from = 0;
        for (int i = 0; i < file.Items.Count; i++)
        {
            if (file.Items[i] is not UseItem use) continue;
            if (i > from) packs.Add(file.Part(from..i));
            from = i + 1;
            Use(use, file.Source, file.Owner, packs);
        }
        packs.Add(file.Part(from..));
    }

    static void Use(UseItem use, SourceText user, SourceText owner, List<PackSyntax> packs)
    {
        string name = use.Pack + ".rules";
        // A file of the host may bear the same name.
        if (packs.Exists(p => p.Source.Name == name && p.IsStandard)) return;
        if (EmbeddedPack(use.Pack) is { } text)
        {
            var pack = Parser.Parse(new SourceText(name, text)) with { IsStandard = true };
            Add(s_standard.Contains(use.Pack) ? pack : pack with { Owner = owner }, packs);
        }
        else user.Error(use.Span, $"there is no standard pack \"{use.Pack}\"; expected {string.Join(" or ", s_standard.Select(p => $"\"{p}\""))}");
    }

    static string HashOf(IReadOnlyList<PackSyntax> packs, IReadOnlyDictionary<string, string> parameters)
    {
        var content = new StringBuilder();
        foreach (var source in Sources(packs)) content.Append(source.Name).Append('\0').Append(source.Text.ReplaceLineEndings("\n")).Append('\0');
        foreach (var p in parameters.OrderBy(p => p.Key, StringComparer.Ordinal)) content.Append(p.Key).Append('=').Append(p.Value).Append('\0');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())).AsSpan(0, 8));
    }

    static SortedDictionary<string, string> Parameters(SourceText source)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        int start = 0;
        foreach (string line in source.Text.Split('\n'))
        {
            string statement = line.Split('#')[0].Trim();
            int equals = statement.IndexOf('=', StringComparison.Ordinal);
            var span = new Span(start, Math.Max(1, line.TrimEnd().Length));
            start += line.Length + 1;
            if (statement.Length == 0) continue;
            if (equals <= 0 || equals == statement.Length - 1) source.Error(span, "expected 'name = value'");
            else if (!parameters.TryAdd(statement[..equals].Trim(), statement[(equals + 1)..].Trim())) source.Error(span, $"'{statement[..equals].Trim()}' is set twice");
        }
        return parameters;
    }

    static string? EmbeddedPack(string name)
    {
        using var stream = typeof(Policy).Assembly.GetManifestResourceStream(string.Create(CultureInfo.InvariantCulture, $"Packs/{name}.rules"));
        if (stream is null) return null;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>A rule as a list shows it.</summary>
/// <param name="Id">Such as N01.</param>
/// <param name="Name">Such as NEW_CREDITOR.</param>
/// <param name="Family">The family whose cap it counts under.</param>
/// <param name="Points">The most points it gives.</param>
/// <param name="Mode">What it may do when it fires.</param>
/// <param name="Pack">The pack that it is written in.</param>
public sealed record RuleInfo(string Id, string Name, string Family, int Points, RuleMode Mode, string Pack);
