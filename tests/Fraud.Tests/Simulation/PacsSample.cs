using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Fraud.Tests.Simulation;

/// <summary>
/// A message of ISO 20022 by its leaves: "path=value" with local names, in the order of the document. The same leaves can be made from the message's twin in FIN,
/// so one comparison shows values, order, and that nothing is missing or added.
/// </summary>
sealed class PacsSample
{
    const string Names = "urn:iso:std:iso:20022:tech:xsd:";

    public PacsSample(byte[] raw)
    {
        Text = Encoding.UTF8.GetString(raw);
        Root = XDocument.Parse(Text).Root!;
    }

    public string Text { get; }
    public XElement Root { get; }
    public IReadOnlyList<string> Leaves => [.. Root.Descendants().Where(element => !element.HasElements).Select(Leaf)];

    public string? this[string path] => Leaves.FirstOrDefault(leaf => leaf.StartsWith(path + "=", StringComparison.Ordinal))?[(path.Length + 1)..];

    static string Leaf(XElement element)
    {
        string path = string.Join('/', element.AncestorsAndSelf().Reverse().Skip(1).Select(one => one.Name.LocalName));
        return $"{path}={element.Attribute("Ccy")?.Value}{element.Value}";
    }

    /// <summary>What holds for every message: the frame, the two namespaces, one element to a line.</summary>
    public void AssertWellFormed()
    {
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Envelope>\n  <AppHdr xmlns=", Text);
        Assert.EndsWith("\n</Envelope>", Text);
        Assert.Equal(["AppHdr", "Document"], Root.Elements().Select(element => element.Name.LocalName));
        Assert.All(Root.Elements().First().DescendantsAndSelf(), element => Assert.Equal(Names + "head.001.001.02", element.Name.NamespaceName));
        Assert.All(Root.Elements().Last().DescendantsAndSelf(), element => Assert.Equal(Names + this["AppHdr/MsgDefIdr"], element.Name.NamespaceName));
        Assert.All(Text.Split('\n'), line => Assert.Matches("^ *<[^<]+(>|>[^<]*</[A-Za-z0-9]+>)$", line));
        Assert.DoesNotContain(Leaves, leaf => leaf.EndsWith('='));
    }

    /// <summary>The leaves of the message that says what a FIN message says; only the time of day is not in FIN.</summary>
    public static IReadOnlyList<string> LeavesOf(FinSample fin, DateTimeOffset sent)
    {
        bool customer = fin.Type == "103";
        string message = customer ? "pacs.008.001.08" : "pacs.009.001.08", time = sent.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        string receiver = fin.Text.Substring(fin.Text.IndexOf("{2:I", StringComparison.Ordinal) + 7, 8), settlement = customer && fin["53A"] is not null ? "COVE" : "INDA";
        string group = customer ? "Document/FIToFICstmrCdtTrf/GrpHdr" : "Document/FICdtTrf/GrpHdr", payment = group.Replace("GrpHdr", "CdtTrfTxInf", StringComparison.Ordinal);
        int second = fin.IsCover ? fin.Fields.FindIndex(field => field.Tag == "50K") : fin.Fields.Count;
        var leaves = new List<string>();

        Add("AppHdr/Fr/FIId/FinInstnId/BICFI", fin.Sender);
        Add("AppHdr/To/FIId/FinInstnId/BICFI", receiver);
        Add("AppHdr/BizMsgIdr", fin["20"]);
        Add("AppHdr/MsgDefIdr", message);
        Add("AppHdr/BizSvc", fin.IsCover ? "swift.cbprplus.cov.02" : "swift.cbprplus.02");
        Add("AppHdr/CreDt", time);
        Add("AppHdr/PssblDplct", fin.Text.Contains("{PDE:}", StringComparison.Ordinal) ? "true" : null);
        Add(group + "/MsgId", fin["20"]);
        Add(group + "/CreDtTm", time);
        Add(group + "/NbOfTxs", "1");
        Add(group + "/SttlmInf/SttlmMtd", settlement);
        if (!customer) Add(group + "/SttlmInf/SttlmAcct/Id/Othr/Id", fin["53B"]?[1..]);
        Agent(group + "/SttlmInf/InstgRmbrsmntAgt", fin["53A"]);
        Agent(group + "/SttlmInf/InstdRmbrsmntAgt", fin["54A"]);

        Add(payment + "/PmtId/InstrId", fin["20"]);
        Add(payment + "/PmtId/EndToEndId", customer ? "NOTPROVIDED" : fin["21"]);
        Add(payment + "/PmtId/UETR", Regex.Match(fin.Text, @"\{121:([^}]+)\}") is { Success: true } uetr ? uetr.Groups[1].Value : null);
        Add(payment + "/IntrBkSttlmAmt", Amount(fin["32A"]![6..]));
        Add(payment + "/IntrBkSttlmDt", fin.ValueDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (customer)
        {
            Add(payment + "/InstdAmt", Amount(fin["33B"]!));
            Add(payment + "/ChrgBr", fin["71A"] switch { "OUR" => "DEBT", "SHA" => "SHAR", "BEN" => "CRED", _ => null });
        }
        Agent(payment + "/InstgAgt", fin.Sender);
        Agent(payment + "/InstdAgt", receiver);
        Agent(payment + "/IntrmyAgt1", First("56A"));
        if (customer)
        {
            Customers(payment, First);
            return leaves;
        }
        Institution("Dbtr", First("52A"));
        Agent(payment + "/CdtrAgt", First("57A"));
        Institution("Cdtr", First("58A"));
        if (!fin.IsCover) return leaves;
        Customers(payment + "/UndrlygCstmrCdtTrf", Second);
        Add(payment + "/UndrlygCstmrCdtTrf/InstdAmt", Amount(Second("33B")!));
        return leaves;

        string? First(string tag) => fin.Fields.Take(second).FirstOrDefault(field => field.Tag == tag).Value;
        string? Second(string tag) => fin.Fields.Skip(second).FirstOrDefault(field => field.Tag == tag).Value;
        void Add(string path, string? value) { if (value is not null) leaves.Add($"{path}={value}"); }
        void Agent(string path, string? field) => Add(path + "/FinInstnId/BICFI", field?.Split('\n')[^1]);
        void Account(string path, string? account) => Add(path + (IsIban(account) ? "Acct/Id/IBAN" : "Acct/Id/Othr/Id"), account);

        void Institution(string role, string? field)
        {
            Agent($"{payment}/{role}", field);
            Account($"{payment}/{role}", field!.StartsWith('/') ? field.Split('\n')[0][1..] : null);
        }

        void Customers(string path, Func<string, string?> field)
        {
            Party(path + "/Dbtr", field("50K")!);
            Agent(path + "/DbtrAgt", field("52A"));
            Agent(path + "/CdtrAgt", field("57A"));
            Party(path + "/Cdtr", field("59")!);
            foreach (string line in field("70")?.Split('\n') ?? []) Add(path + "/RmtInf/Ustrd", line);
        }

        void Party(string path, string field)
        {
            string[] lines = field.Split('\n');
            string? account = lines[0].StartsWith('/') ? lines[0][1..] : null;
            if (account is not null) lines = lines[1..];
            Add(path + "/Nm", lines[0]);
            foreach (string line in lines[1..]) Add(path + "/PstlAdr/AdrLine", line);
            Account(path, account);
        }
    }

    // 30000028,00 is 30000028.00, and 123, without decimals is 123.
    static string Amount(string fin) => fin.Replace(',', '.').TrimEnd('.');

    static bool IsIban(string? account)
    {
        if (account is null || !Regex.IsMatch(account, "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")) return false;
        string digits = string.Concat((account[4..] + account[..4]).Select(c => char.IsAsciiDigit(c) ? c.ToString() : (c - 'A' + 10).ToString(CultureInfo.InvariantCulture)));
        return BigInteger.Parse(digits, CultureInfo.InvariantCulture) % 97 == 1;
    }
}
