using System.Collections;
using System.Reflection;
using Fraud.Rules.Syntax;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests.Rules;

public class PrinterTests
{
    static PackSyntax Parse(string text)
    {
        var pack = Parser.Parse(new SourceText("printed.rules", text));
        Assert.True(pack.Source.Diagnostics.Count == 0, string.Join("\n", pack.Source.Diagnostics));
        return pack;
    }

    [Property(MaxTest = 300)]
    public Property A_printed_pack_is_read_as_the_same_pack() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), Gen.Choose(0, 6).ToArbitrary(), (seed, size) =>
    {
        var pack = RandomPack.Make(seed, size);
        string text = Printer.Print(pack);
        var read = Parse(text);
        Assert.Null(Difference(pack.Items, read.Items, ""));
        Assert.Equal(text, Printer.Print(read));
    });

    public static TheoryData<string> StandardPacks => [.. Directory.EnumerateFiles(Repository.PathOf("src/Fraud/Rules/Packs"), "*.rules").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(StandardPacks))]
    public void A_standard_pack_is_printed_without_loss(string file)
    {
        var pack = Parse(File.ReadAllText(Repository.PathOf("src/Fraud/Rules/Packs/" + file)));
        string text = Printer.Print(pack);
        var read = Parse(text);
        Assert.Null(Difference(pack.Items, read.Items, ""));
        Assert.Equal(text, Printer.Print(read));
    }

    [Theory]
    [InlineData("(a or b) and (c and d)", "(a or b) and (c and d)")]
    [InlineData("((a or b)) or (c and d)", "a or b or c and d")]
    [InlineData("not (a and b) and not (not c)", "not (a and b) and not not c")]
    [InlineData("a - (b - c) - (d * e) / (f / g)", "a - (b - c) - d * e / (f / g)")]
    [InlineData("-(a + b) * -c", "-(a + b) * -c")]
    [InlineData("(a = b) = (c < d)", "(a = b) = (c < d)")]
    [InlineData("24h + 90min + 45s + 0.5s + 2w + 1.5d", "1d + 90min + 45s + 0.5s + 14d + 36h")]
    [InlineData("2.5% + 1_000 + 3.0 + 100_000.50 USD", "2.5% + 1000 + 3.0 + 100000.5 USD")]
    [InlineData("coalesce((count() of accepted by a, b), c)", "coalesce((count() of accepted by a, b), c)")]
    [InlineData("coalesce((count() of accepted by a, b), 0)", "coalesce(count() of accepted by a, b, 0)")]
    [InlineData("coalesce((1 + count() of accepted by a), min(c, d))", "coalesce(1 + count() of accepted by a, min(c, d))")]
    [InlineData("coalesce(1 + (count() of accepted by a as b), not c)", "coalesce((1 + count() of accepted by a as b), not c)")]
    [InlineData("coalesce((count() of accepted by a over 7d), c)", "coalesce(count() of accepted by a over 7d, c)")]
    public void Parentheses_stand_where_the_reading_needs_them(string written, string printed)
        => Assert.Equal($"let x = {printed}\n", Printer.Print(Parse($"let x = {written}")));

    /// <summary>Where two trees differ, places aside; null when they do not. By reflection, so that a new part of the language is compared from its first day.</summary>
    internal static string? Difference(object? a, object? b, string path)
    {
        if (a is null || b is null) return a is null && b is null ? null : $"{path}: {a ?? "nothing"} and {b ?? "nothing"}";
        if (a is IEnumerable left and not string && b is IEnumerable right)
        {
            object[] xs = [.. left.Cast<object>()], ys = [.. right.Cast<object>()];
            if (xs.Length != ys.Length) return $"{path}: {xs.Length} and {ys.Length} parts";
            return xs.Select((x, i) => Difference(x, ys[i], $"{path}[{i}]")).FirstOrDefault(d => d is not null);
        }
        if (a.GetType() != b.GetType()) return $"{path}: {a} and {b}";
        if (a.GetType().Namespace != typeof(PackSyntax).Namespace) return a.Equals(b) ? null : $"{path}: {a} and {b}";
        return a.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.PropertyType != typeof(Span) && p.PropertyType != typeof(SourceText) && p.GetIndexParameters().Length == 0)
            .Select(p => Difference(p.GetValue(a), p.GetValue(b), $"{path}.{p.Name}")).FirstOrDefault(d => d is not null);
    }
}
