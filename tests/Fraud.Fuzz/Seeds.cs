using Fraud.Cli.Simulation;

namespace Fraud.Fuzz;

/// <summary>What mutation starts from: the samples, simulated payments in both standards, records, and the files of a folder.</summary>
static class Seeds
{
    const int LargestSeed = 32_768; // mutating megabytes finds nothing that kilobytes do not, and takes its time

    static readonly string[] s_records =
    [
        """{"time":"2024-01-02T09:00:00Z","id":"T1","debtor_account":"+254700000001","creditor_account":"+254700000002","amount":125.50,"currency":"KES","kind":"p2p","channel":"app","signals":{"new_device":true,"payee_check":"close"}}""",
        """{"at":"2016-02-04T14:41:00Z","raw":"{1:F01PADMBDDHAXXX0042000417}{2:I103HUDSUS33XXXXN}{4:\r\n:20:FT16035-00891\r\n:23B:CRED\r\n:32A:160205USD30000028,00\r\n:50K:/R1-4517\r\nRAIL\r\n:59:/9013\r\nRODRIGO\r\n:71A:OUR\r\n-}","settled":"accepted"}""",
        """{"at":"2016-02-04T14:41:00Z","raw":"<Document><FIToFICstmrCdtTrf><CdtTrfTxInf><IntrBkSttlmAmt Ccy=\"USD\">1.00</IntrBkSttlmAmt></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>"}""",
    ];

    public static List<byte[]> Load(string? folder)
    {
        var seeds = new List<byte[]>();
        var files = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "seeds"), "*.xml", SearchOption.AllDirectories);
        if (folder is not null) files = files.Concat(Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories).Where(path => path.EndsWith(".fin", StringComparison.Ordinal) || path.EndsWith(".xml", StringComparison.Ordinal)));
        foreach (string path in files.Order(StringComparer.Ordinal))
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (bytes.Length is > 0 and <= LargestSeed) seeds.Add(bytes);
        }
        foreach (string record in s_records) seeds.Add(System.Text.Encoding.UTF8.GetBytes(record));
        foreach (var format in (WireFormat[])[WireFormat.Fin, WireFormat.Pacs])
        {
            var story = BangladeshScenario.Generate(2016, format);
            for (int i = 0; i < story.Count; i += 12) seeds.Add(story[i].Raw);
            if (format == WireFormat.Pacs) seeds.Add(PacsText.Bulk([.. story.Where(m => m.Wave == 2).Take(5).Select(m => m.Order)]));
        }
        return seeds;
    }

    /// <summary>The sample models.</summary>
    public static List<byte[]> Models() => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "models")).Where(path => !path.EndsWith(".csv", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
}
