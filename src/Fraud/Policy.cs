using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fraud.Rules.Analysis;
using Fraud.Rules.Binding;
using Fraud.Rules.Syntax;

namespace Fraud;

/// <summary>
/// What an institution judges by: rule packs with their parameters, and dated reference data. Immutable; an engine is built from one.
/// A policy folder holds rule files (<c>*.rules</c>; <c>use "institution"</c> brings the standard pack in; without any rule file the standard pack is meant),
/// <c>parameters.txt</c> (lines <c>name = value</c> that set parameters of the packs) and reference files (see <see cref="ReferenceData"/>); other files are left alone.
/// </summary>
public sealed class Policy
{
    static readonly Lazy<Policy> Standard = new(() => Parse(new SortedDictionary<string, string>(StringComparer.Ordinal)));

    Policy(IReadOnlyList<Diagnostic> diagnostics, BoundPack? pack, ReferenceData reference, string hash)
    {
        Diagnostics = diagnostics;
        Pack = pack;
        Reference = reference;
        Hash = hash;
    }

    /// <summary>The standard pack "institution" with its default parameters and the built-in reference data.</summary>
    public static Policy Institution => Standard.Value;

    /// <summary>All findings in the rule files, errors and warnings.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Whether an engine can be built: there are no errors.</summary>
    public bool IsUsable => Pack is not null;

    /// <summary>The reference data.</summary>
    public ReferenceData Reference { get; }

    /// <summary>Content hash of rules and parameters: 16 hexadecimal digits. Two policies with equal hashes and equal reference versions decide alike.</summary>
    public string Hash { get; }

    internal BoundPack? Pack { get; }

    /// <summary>The rules of the policy: id, name, family and most points, in the order of the packs.</summary>
    public IReadOnlyList<RuleInfo> Rules => Pack is null ? []
        : [.. Pack.Rules.Select(r => new RuleInfo(r.Id, r.Name, Pack.Families[r.Family].Name, r.Points.Count == 0 ? 0 : r.Points.Max(t => t.Points)))];

    /// <summary>Reads a policy folder.</summary>
    /// <param name="folder">The folder; its subfolders are read too.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static Policy Load(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            files[Path.GetRelativePath(folder, file).Replace('\\', '/')] = File.ReadAllText(file);
        return Parse(files);
    }

    /// <summary>Reads a policy from texts by file name, in the order of the names.</summary>
    public static Policy Parse(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var ordered = files.OrderBy(f => f.Key, StringComparer.Ordinal).ToList();
        var rules = ordered.Where(f => f.Key.EndsWith(".rules", StringComparison.Ordinal)).Select(f => Parser.Parse(new SourceText(f.Key, f.Value))).ToList();
        var packs = new List<PackSyntax>();
        foreach (var use in rules.SelectMany(p => p.Items.OfType<UseItem>().Select(u => (p.Source, u))))
        {
            if (EmbeddedPack(use.u.Pack) is not { } text) use.Source.Error(use.u.Span, $"there is no standard pack \"{use.u.Pack}\"; expected \"institution\"");
            else if (!packs.Exists(p => p.Source.Name == use.u.Pack + ".rules")) packs.Add(Parser.Parse(new SourceText(use.u.Pack + ".rules", text)));
        }
        if (rules.Count == 0) packs.Add(Parser.Parse(new SourceText("institution.rules", EmbeddedPack("institution")!)));
        packs.AddRange(rules);

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

        if (pack is not null && rules.Count + parameters.Count > 0) Analyzer.Run(pack, packs, rules, parameters);

        var content = new StringBuilder();
        foreach (var p in packs) content.Append(p.Source.Name).Append('\0').Append(p.Source.Text.ReplaceLineEndings("\n")).Append('\0');
        foreach (var p in parameters.OrderBy(p => p.Key, StringComparer.Ordinal)) content.Append(p.Key).Append('=').Append(p.Value).Append('\0');
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())).AsSpan(0, 8));
        return new Policy([.. packs.Select(p => p.Source).Append(settings).SelectMany(s => s.Diagnostics.OrderBy(d => d.Line).ThenBy(d => d.Column))], pack, reference, hash);
    }

    /// <summary>The same rules over other reference data.</summary>
    public Policy With(ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new Policy(Diagnostics, Pack, reference, Hash);
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
public sealed record RuleInfo(string Id, string Name, string Family, int Points);
