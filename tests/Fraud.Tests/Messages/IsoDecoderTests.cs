using System.Globalization;
using System.Text;

namespace Fraud.Tests.Messages;

/// <summary>Each sample message of ISO 20022 against a table that a banker can read: Samples/iso/expected.tsv.</summary>
public class IsoDecoderTests
{
    static readonly string s_folder = Repository.PathOf("tests", "Fraud.Tests", "Samples", "iso");

    static readonly string[][] s_rows = [.. File.ReadAllLines(Path.Combine(s_folder, "expected.tsv")).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'))];

    public static TheoryData<string, string> Transfers()
    {
        var data = new TheoryData<string, string>();
        foreach (string[] row in s_rows.Skip(1)) data.Add(row[0], row[1]);
        return data;
    }

    static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(s_folder, name));

    [Theory]
    [MemberData(nameof(Transfers))]
    public void Sample_reads_as_the_table_says(string file, string index)
    {
        string[] header = s_rows[0], expected = s_rows.First(row => row[0] == file && row[1] == index);
        var decoder = new MessageDecoder();
        var transfer = decoder.Decode(Sample(file), index == "-" ? 0 : int.Parse(index, CultureInfo.InvariantCulture));
        string[] actual = Row(transfer);
        for (int i = 2; i < header.Length; i++) Assert.True(expected[i] == actual[i], $"{header[i]}: expected '{expected[i]}', read '{actual[i]}'");
    }

    [Fact]
    public void Every_sample_is_in_the_table_with_all_its_transfers()
    {
        foreach (string path in Directory.EnumerateFiles(s_folder, "*.xml").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            var decoder = new MessageDecoder();
            var transfer = decoder.Decode(File.ReadAllBytes(path));
            int transfers = transfer.Class == TransferClass.None ? 0 : decoder.TransferCount;
            Assert.Equal(s_rows.Count(row => row[0] == name && row[1] != "-"), transfers);
            Assert.Contains(s_rows, row => row[0] == name);
        }
    }

    static string[] Row(in Transfer t)
    {
        bool transfer = t.Class != TransferClass.None, institution = t.Class == TransferClass.Institution;
        return
        [
            "", "", t.MessageType switch
            {
                MessageType.Pacs009Cov => "pacs.009 COV",
                MessageType.OtherIso when t.MessageName.IsEmpty => "head.001",
                var type => type.ToString().ToLowerInvariant() is var name ? $"{name[..4]}.{name[4..]}" : "",
            },
            t.Uetr == default ? "-" : new Guid(t.Uetr.ToString("x32", CultureInfo.InvariantCulture)).ToString(),
            Text(t.MessageType == MessageType.Pain001 ? t.RelatedReference : t.MessageType == MessageType.Pacs004 ? t.RelatedReference : t.Reference), Text(t.EndToEndId),
            Show(t.Sender), Show(t.Receiver), Amount(t.SettlementAmount), t.ValueDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-", Amount(t.InstructedAmount),
            t.ChargeBearer switch { ChargeBearer.Debtor => "DEBT", ChargeBearer.Shared => "SHAR", ChargeBearer.Creditor => "CRED", ChargeBearer.ServiceLevel => "SLEV", _ => "-" },
            Party(t.DebtorName, t.DebtorBic), Text(t.DebtorAccount), Agent(t.DebtorAgent, t.DebtorAgentId),
            Party(t.CreditorName, t.CreditorBic), Text(t.CreditorAccount), Agent(t.CreditorAgent, t.CreditorAgentId),
            t.CreditorCountry.Length == 0 ? "-" : t.CreditorCountry, Show(t.IntermediaryAgent1), Text(t.Remittance), Text(t.UltimateDebtorName), Text(t.UltimateCreditorName),
        ];
    }

    static string Text(ReadOnlySpan<byte> text) => text.IsEmpty ? "-" : Encoding.UTF8.GetString(text).Replace("\n", "\\n", StringComparison.Ordinal);
    static string Show(Bic bic) => bic.IsNone ? "-" : bic.ToString();
    static string Agent(Bic bic, ReadOnlySpan<byte> id) => bic.IsNone ? Text(id) : bic.ToString();
    static string Party(ReadOnlySpan<byte> name, Bic bic) => !name.IsEmpty ? Text(name) : bic.IsNone ? "-" : $"BIC:{bic}";
    static string Amount(Money money) => money.IsNone ? "-" : $"{money.Currency} {money.ToDecimalString()}";
}
