using System.Globalization;
using System.Text;

namespace Fraud.Benchmarks;

/// <summary>
/// Different MT103 of about 530 bytes, the size of a usual payment, from a fixed seed; back to back in one buffer, as in a log. 106 MB: neither the caches nor the branch
/// predictor can hold them, as they cannot hold a day of messages.
/// </summary>
sealed class MessageSet
{
    public const int Count = 200_000;
    public readonly byte[] Bytes;
    public readonly int[] Starts = new int[Count + 1];

    static readonly string[] Banks = ["DEUTDEFF", "BNPAFRPP", "CHASUS33", "BARCGB22", "UBSWCHZH", "INGBNL2A", "SOGEFRPP", "COBADEFF", "HSBCHKHH", "DBSSSGSG"];
    static readonly string[] Names = ["ACME TRADING GMBH", "JOHN Q SMITH", "MARIA GARCIA LOPEZ", "NORTHERN LIGHTS SHIPPING LTD", "SARL DUPONT ET FILS", "K TANAKA", "OCEANIC IMPORTS PTE LTD"];
    static readonly string[] Currencies = ["USD", "EUR", "GBP", "CHF", "JPY"];

    public MessageSet()
    {
        var random = new Random(20261114);
        var all = new MemoryStream();
        for (int i = 0; i < Count; i++)
        {
            Starts[i] = (int)all.Length;
            all.Write(Encoding.ASCII.GetBytes(Message(random, i)));
        }
        Starts[Count] = (int)all.Length;
        Bytes = all.ToArray();
    }

    public ReadOnlySpan<byte> this[int index] => Bytes.AsSpan(Starts[index], Starts[index + 1] - Starts[index]);

    static string Message(Random random, int i)
    {
        string Pick(string[] from) => from[random.Next(from.Length)];
        string currency = Pick(Currencies);
        string amount = currency == "JPY" ? $"{random.Next(1, 90_000_000)}," : (random.Next(1, 90_000_000) / (decimal)100).ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ',');
        string date = $"26{random.Next(1, 13):00}{random.Next(1, 29):00}";
        string hex = Convert.ToHexStringLower(BitConverter.GetBytes(random.NextInt64())) + Convert.ToHexStringLower(BitConverter.GetBytes(random.NextInt64()));
        string uetr = $"{hex[..8]}-{hex[8..12]}-4{hex[13..16]}-a{hex[17..20]}-{hex[20..32]}";
        return $"{{1:F01{Pick(Banks)}AXXX{i % 9999:0000}{i:000000}}}{{2:I103{Pick(Banks)}XXXXN}}{{3:{{108:MUR{i:0000000}}}{{111:001}}{{121:{uetr}}}}}{{4:\r\n"
            + $":20:REF{random.Next():0000000000}\r\n:23B:CRED\r\n:32A:{date}{currency}{amount}\r\n:33B:{currency}{amount}\r\n"
            + $":50K:/DE{random.NextInt64(10, 99)}{random.NextInt64(100000000000000000, 999999999999999999)}\r\n{Pick(Names)}\r\n{random.Next(1, 300)} HIGH STREET\r\n60311 FRANKFURT AM MAIN DE\r\n"
            + $":52A:{Pick(Banks)}XXX\r\n:57A:{Pick(Banks)}XXX\r\n"
            + $":59:/GB{random.NextInt64(10, 99)}NWBK{random.NextInt64(10000000000000, 99999999999999)}\r\n{Pick(Names)}\r\n{random.Next(1, 300)} LONG LANE\r\nLONDON EC1A 9HF GB\r\n"
            + $":70:/INV/{random.Next(100000, 999999)} DATED {date}\r\nGOODS AND SERVICES\r\n:71A:{Pick(["OUR", "SHA", "BEN"])}\r\n-}}{{5:{{CHK:{random.NextInt64(0x100000000000, 0xFFFFFFFFFFFF):X12}}}}}";
    }
}
