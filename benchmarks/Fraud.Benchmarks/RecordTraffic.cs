using System.Globalization;
using System.Text;

namespace Fraud.Benchmarks;

/// <summary>Wallet payments as a switch logs them, the same ones as JSON lines and as rows of a file; one in eight names has a comma and quotes.</summary>
sealed class RecordTraffic
{
    public static ReadOnlySpan<byte> Header => "time,id,debtor_account,debtor_name,creditor_account,creditor_name,amount,currency,kind,channel"u8;

    public RecordTraffic(int records, int seed)
    {
        var random = new Random(seed);
        var time = new DateTime(2024, 3, 5, 8, 0, 0, DateTimeKind.Utc);
        (Lines, Rows) = (new byte[records][], new byte[records][]);
        for (int i = 0; i < records; i++)
        {
            string at = time.AddSeconds(i).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            string id = $"TX{i:D10}", debtor = $"017{random.Next(100_000_000):D8}", creditor = $"018{random.Next(100_000_000):D8}";
            string amount = $"{random.Next(10, 90_000)}.{random.Next(100):D2}", kind = random.Next(2) == 0 ? "p2p" : "bill_payment", channel = random.Next(2) == 0 ? "app" : "ussd";
            bool quoted = i % 8 == 0;
            string name = quoted ? "\"Karim, \"\"Store\"\" Ltd\"" : "Karim Store Ltd", json = quoted ? "Karim, \\\"Store\\\" Ltd" : name;
            Rows[i] = Encoding.UTF8.GetBytes($"{at},{id},{debtor},Rahima Khatun,{creditor},{name},{amount},BDT,{kind},{channel}");
            Lines[i] = Encoding.UTF8.GetBytes($$"""{"time":"{{at}}","id":"{{id}}","debtor_account":"{{debtor}}","debtor_name":"Rahima Khatun","creditor_account":"{{creditor}}","creditor_name":"{{json}}","amount":{{amount}},"currency":"BDT","kind":"{{kind}}","channel":"{{channel}}"}""");
        }
        File = [.. Header, (byte)'\n', .. Rows.SelectMany(r => r.Append((byte)'\n'))];
    }

    /// <summary>Each as a JSON object.</summary>
    public byte[][] Lines { get; }
    /// <summary>Each as a row without its line end.</summary>
    public byte[][] Rows { get; }
    /// <summary>The header and all rows.</summary>
    public byte[] File { get; }
}
