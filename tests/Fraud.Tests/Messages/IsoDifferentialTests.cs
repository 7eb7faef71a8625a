using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Fraud.Cli.Simulation;
using Fraud.Messages;
using Fraud.Tests.Simulation;

namespace Fraud.Tests.Messages;

/// <summary>The scanner against the framework's XML reader: the same values at the same places.</summary>
public class IsoDifferentialTests
{
    public static TheoryData<string> Samples => [.. Directory.EnumerateFiles(Repository.PathOf("tests", "Fraud.Tests", "Samples", "iso"), "*.xml").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_holds_the_values_that_XmlReader_finds(string file) =>
        AssertSame(File.ReadAllBytes(Repository.PathOf("tests", "Fraud.Tests", "Samples", "iso", file)), file);

    [Property(MaxTest = 200)]
    public Property Generated_payments_hold_the_values_that_XmlReader_finds() => Prop.ForAll(WireOrders.Any, order => AssertSame(PacsText.Write(order), "generated"));

    /// <summary>Trees of elements of the grammar and others, with every notation for text that XML has.</summary>
    [Property(MaxTest = 500)]
    public Property Generated_documents_hold_the_values_that_XmlReader_finds() => Prop.ForAll(Arb.From(IsoDocuments.Any), xml => { AssertSame(Encoding.UTF8.GetBytes(xml), xml); });

    /// <summary>A generator whose documents were all refused would compare nothing.</summary>
    [Fact]
    public void Most_generated_documents_are_read_and_hold_values()
    {
        var table = new IsoTable();
        var seen = IsoDocuments.Any.Sample(200, 30).CountBy(xml => (IsoScanner.Scan(Encoding.UTF8.GetBytes(xml), table), table.Count > 0)).ToDictionary();
        Assert.True(seen.GetValueOrDefault((DecodeStatus.Ok, true)) > 30, string.Join(' ', seen));
    }

    [Fact]
    public void Every_file_of_the_corpora_holds_the_values_that_XmlReader_finds()
    {
        string? folder = Environment.GetEnvironmentVariable("FRAUD_CORPORA");
        if (string.IsNullOrEmpty(folder)) Assert.Skip("FRAUD_CORPORA names no folder of sample messages");
        int read = 0, refused = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (IsoReference.Read(bytes) is null) refused++;
            else if (AssertSame(bytes, path)) read++;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{read} read by both, {refused} refused by XmlReader");
        Assert.True(read > 100);
    }

    /// <summary>False when both refuse.</summary>
    static bool AssertSame(byte[] message, string name)
    {
        var table = new IsoTable();
        var status = IsoScanner.Scan(message, table);
        var expected = IsoReference.Read(message);
        if (expected is null && status != DecodeStatus.Ok) return false;
        if (status is DecodeStatus.Misplaced or DecodeStatus.OverLimit or DecodeStatus.WrongEncoding) return false; // well-formed, and refused all the same
        if (status != DecodeStatus.Ok && expected is { Count: 0 }) return false; // no message for either
        Assert.True(status == DecodeStatus.Ok, $"{name}: {status} at {table.FaultAt}");
        Assert.NotNull(expected);
        Assert.Equal(expected, IsoReference.Of(message, table));
        return true;
    }
}
