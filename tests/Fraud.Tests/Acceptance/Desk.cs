using System.Globalization;
using System.Text;
using Fraud.Reference;

namespace Fraud.Tests.Acceptance;

/// <summary>A payment as a clerk would write it: members are named after the field of FIN that holds them; what is left empty is not written.</summary>
sealed record Wire
{
    public required string Sender { get; init; }
    public required string Receiver { get; init; }
    public required string Reference { get; init; }
    public required string Amount { get; init; } // USD2000000,00
    public string Day { get; init; } = "";       // 160204; empty = the day it is sent
    public string Related { get; init; } = "";
    public string Uetr { get; init; } = "";
    public string Debtor { get; init; } = "/7700419\r\nOSTHAFEN LAGERHAUS GMBH";
    public string Creditor { get; init; } = "";
    public string Agent { get; init; } = "";       // 57A; of a cover, of its sequence B
    public string Institution { get; init; } = ""; // 58A
    public string Intermediary { get; init; } = "";
    public string Correspondent { get; init; } = ""; // 53A
    public string Text { get; init; } = "INVOICE 4711";

    public byte[] Mt103 => Write("103", "", $"20:{Reference}", "23B:CRED", $"32A:{Day}{Amount}", $"50K:{Debtor}", $"53A:{Correspondent}", $"56A:{Intermediary}", $"57A:{Agent}", $"59:{Creditor}", $"70:{Text}", "71A:SHA");
    public byte[] Mt202 => Write("202", "", $"20:{Reference}", $"21:{Related}", $"32A:{Day}{Amount}", $"58A:{Institution}");
    public byte[] Mt202Cov => Write("202", "COV", $"20:{Reference}", $"21:{Related}", $"32A:{Day}{Amount}", $"58A:{Institution}", $"50K:{Debtor}", $"57A:{Agent}", $"59:{Creditor}", $"70:{Text}");

    byte[] Write(string number, string variant, params string[] fields)
    {
        var text = new StringBuilder($"{{1:F01{Sender}AXXX0001000001}}{{2:I{number}{Receiver}XXXXN}}{{3:{{108:X}}");
        if (variant.Length > 0) text.Append(CultureInfo.InvariantCulture, $"{{119:{variant}}}");
        if (Uetr.Length > 0) text.Append(CultureInfo.InvariantCulture, $"{{121:{Uetr}}}");
        text.Append("}{4:\r\n");
        foreach (string field in fields)
            if (!field.EndsWith(':')) text.Append(':').Append(field).Append("\r\n");
        return Encoding.Latin1.GetBytes(text.Append("-}").ToString());
    }
}

/// <summary>What the engine said.</summary>
sealed record Answer(Decision Decision, Explanation Why)
{
    public Outcome Outcome => Decision.Outcome;
    public int Points => Decision.Points;
    public bool Fired(string rule) => Why.Rules.Any(r => r.Id == rule);
    public int Family(string family) => Math.Min(Why.Rules.Where(r => r.Family == family).Sum(r => r.Points), Policy.Institution.Pack!.Families.Single(f => f.Name == family).Cap);
    public string Line => $"{Outcome} {Points}: {string.Join(' ', Why.Rules.Select(r => $"{r.Id}={r.Points}"))}";
    public override string ToString() => Line;
}

/// <summary>A bank's payment desk before an engine: its habit of earlier years, then the scene.</summary>
sealed class Desk(Policy? policy = null) : IDisposable
{
    static readonly (string Creditor, string Agent)[] Usual =
    [
        ("/GB29SEVN60161331926819\r\nSEVERN MARINE SUPPLIES LIMITED\r\nBRISTOL", "SEVNGB2L"), ("/DE44500105175407324931\r\nRHEINTAL TURBINENBAU GMBH\r\nFRANKFURT", "RHNHDEFF"),
        ("/0091446280\r\nPRAIRIE GRAIN EXPORTS INC\r\nCHICAGO", "LKSHUS4C"), ("/4410772093\r\nMUSASHI BRIDGE WORKS CO LTD\r\nTOKYO", "MUSAJPJT"),
    ];

    public FraudEngine Engine { get; } = new(policy ?? Policy.Institution, new FraudOptions { ProfileBudgetBytes = 64 << 20 });
    int _number;

    /// <summary>Whether references hold the day.</summary>
    public bool DatedReferences { get; init; } = true;

    public Answer Send(byte[] message, DateTimeOffset at, Settlement settled = Settlement.Open)
    {
        var decision = new Decision[1];
        Engine.EvaluateBatch([new MessageInput(message, at, settled)], decision);
        return new Answer(decision[0], decision[0].Explain());
    }

    public Answer Send(Wire wire, DateTimeOffset at, Settlement settled = Settlement.Open) => Send(Dated(wire, at).Mt103, at, settled);

    public static Wire Dated(Wire wire, DateTimeOffset at) => wire.Day.Length > 0 ? wire : wire with { Day = at.UtcDateTime.ToString("yyMMdd", CultureInfo.InvariantCulture) };

    /// <summary>The desk's next reference: one mask, one sequence.</summary>
    public string Next(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"FT{(DatedReferences ? at.UtcDateTime.ToString("yyMMdd", CultureInfo.InvariantCulture) : "")}-{++_number:00000}");

    /// <summary>
    /// So many accepted orders, one every working day about that time, to four known companies; the amount about the usual one, to the hundred or to the cent. Answers when the last one was sent.
    /// </summary>
    public void Habit(Wire like, DateTimeOffset last, int orders, long usual, string weekend = "Sat Sun", bool round = false, string currency = "USD", Func<Wire, DateTimeOffset, IEnumerable<byte[]>>? echo = null)
    {
        var days = new List<DateTimeOffset>();
        var calendar = (policy ?? Policy.Institution).Reference.CalendarOf(Bic.Parse(like.Sender));
        for (var day = last; days.Count < orders; day = day.AddDays(-1))
            if (!weekend.Contains(day.DayOfWeek.ToString()[..3], StringComparison.Ordinal) && calendar?.KindOf(calendar.DayOf(day.UtcTicks)) != DayKind.Holiday) days.Add(day);
        days.Reverse();
        for (int i = 0; i < days.Count; i++)
        {
            var at = days[i].AddMinutes(i * 37 % 90 - 45);
            double swing = Math.Pow(2, (i * 29 % 41 - 20) / 20.0); // half to twice the usual
            decimal amount = round ? Math.Max(1, Math.Round((decimal)(usual * swing) / (usual / 10))) * (usual / 10) : (long)(usual * swing) + 0.01m * (i * 53 % 99 + 1);
            var wire = Dated(like with { Reference = Next(at), Amount = currency + amount.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ','), Creditor = Usual[i % 4].Creditor, Agent = Usual[i % 4].Agent }, at);
            Send(wire.Mt103, at, Settlement.Accepted);
            foreach (byte[] message in echo?.Invoke(wire, at) ?? []) Send(message, at.AddMinutes(10));
        }
    }

    public void Dispose() => Engine.Dispose();

    /// <summary>What the bank that keeps the account sends when it has booked an order.</summary>
    public static byte[] Mt900(string from, string to, string reference, string dayAndAmount)
        => Encoding.Latin1.GetBytes($"{{1:F01{from}AXXX0001000001}}{{2:I900{to}XXXXN}}{{4:\r\n:20:D{reference}\r\n:21:{reference}\r\n:25:R1\r\n:32A:{dayAndAmount}\r\n-}}");

    /// <summary>A statement with these lines.</summary>
    public static byte[] Mt940(string from, string to, params string[] lines)
        => Encoding.Latin1.GetBytes($"{{1:F01{from}AXXX0001000001}}{{2:I940{to}XXXXN}}{{4:\r\n:20:STMT1\r\n:25:R1\r\n:28C:35/1\r\n:60F:C160203USD90000000,00\r\n{string.Concat(lines.Select(l => $":61:{l}\r\n"))}:62F:C160204USD80000000,00\r\n-}}");

    /// <summary>A notification of a debit in ISO 20022.</summary>
    public static byte[] Camt054(string from, string to, string reference, string currency, string amount, string status = "BOOK") => Encoding.UTF8.GetBytes($"""
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>N1</MsgId><CreDtTm>2016-02-04T10:00:00Z</CreDtTm></GrpHdr>
        <Ntfctn><Id>1</Id><Acct><Id><Othr><Id>R1</Id></Othr></Id><Ownr><Id><OrgId><AnyBIC>{to}</AnyBIC></OrgId></Id></Ownr><Svcr><FinInstnId><BICFI>{from}</BICFI></FinInstnId></Svcr></Acct>
        <Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>{status}</Cd></Sts><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd></Fmly></Domn></BkTxCd>
        <NtryDtls><TxDtls><Refs><InstrId>{reference}</InstrId><EndToEndId>NOTPROVIDED</EndToEndId></Refs></TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>
        """);
}
