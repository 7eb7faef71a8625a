using System.Text;
using Fraud.Cli.Simulation;

namespace Fraud.Tests.Simulation;

/// <summary>A message cut by the plainest means: the fields of block 4 by line, to check what the simulator wrote without trusting the engine's scanner.</summary>
sealed class FinSample
{
    public FinSample(byte[] raw)
    {
        Text = Encoding.ASCII.GetString(raw);
        int start = Text.IndexOf("{4:\r\n", StringComparison.Ordinal) + 5, end = Text.IndexOf("\r\n-}", StringComparison.Ordinal);
        Assert.True(start > 5 && end > start);
        foreach (string line in Text[start..end].Split("\r\n"))
        {
            int colon = line.StartsWith(':') ? line.IndexOf(':', 1) : -1;
            if (colon > 0) Fields.Add((line[1..colon], line[(colon + 1)..]));
            else Fields[^1] = (Fields[^1].Tag, Fields[^1].Value + "\n" + line);
        }
    }

    public string Text { get; }
    public List<(string Tag, string Value)> Fields { get; } = [];
    public string Type => Text.Substring(Text.IndexOf("{2:I", StringComparison.Ordinal) + 4, 3);
    public string Sender => Text.Substring(6, 8);
    public bool IsCover => Text.Contains("{119:COV}", StringComparison.Ordinal);

    public string? this[string tag] => Fields.Find(entry => entry.Tag == tag).Value;
    public IEnumerable<string> Tags => Fields.Select(entry => entry.Tag);
    public DateOnly ValueDate => DateOnly.ParseExact(this["32A"]![..6], "yyMMdd");
    public string Currency => this["32A"]![6..9];
    public decimal Amount => decimal.Parse(this["32A"]![9..].Replace(',', '.'), System.Globalization.CultureInfo.InvariantCulture);
    public string[] Creditor => this["59"]!.Split('\n');

    public static IReadOnlyList<(SimulatedMessage Message, FinSample Fin)> Read(IEnumerable<SimulatedMessage> messages) =>
        [.. messages.Select(message => (message, new FinSample(message.Raw)))];

    /// <summary>What every message must be, by the standard: alphabet, line lengths, field order, amounts, one currency.</summary>
    public void AssertWellFormed()
    {
        string[] orders = ["20 21 23B 32A 33B 50K 52A 53A 53B 54A 56A 57A 58A 59 70 71A", "20 21 32A 52A 53B 56A 57A 58A 50K 52A 57A 59 70 33B"];
        Assert.Matches(@"^\{1:F01[A-Z0-9]{8}AXXX\d{10}\}\{2:I(103|202)[A-Z0-9]{8}XXXXN\}\{3:\{108:[^}]{1,16}\}(\{119:COV\})?(\{121:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\})?\}\{4:\r\n", Text);
        Assert.Matches(@"\r\n-\}\{5:\{MAC:[0-9A-F]{8}\}\{CHK:[0-9A-F]{12}\}(\{PDE:\})?\}$", Text);
        int next = 0;
        string[] order = orders[IsCover ? 1 : 0].Split(' ');
        foreach (var (tag, value) in Fields)
        {
            next = Array.IndexOf(order, tag, next) + 1;
            Assert.True(next > 0, $"field {tag} is out of order");
            Assert.Matches(@"^[A-Za-z0-9/\-?:().,'+ \n]+$", value);
            string[] lines = value.Split('\n');
            Assert.All(lines, line => Assert.InRange(line.Length, 1, 35));
            Assert.InRange(lines.Length, 1, tag is "50K" or "59" ? 5 : 2);
            if (tag is "20" or "21") Assert.InRange(value.Length, 1, 16);
            if (tag is "32A") Assert.Matches(@"^\d{6}[A-Z]{3}\d{1,12},\d{0,2}$", value);
            if (tag is "52A" or "53A" or "54A" or "56A" or "57A") Assert.Matches("^[A-Z]{6}[A-Z0-9]{2}$", value);
        }
        string[] mandatory = Type == "103" ? ["20", "23B", "32A", "33B", "50K", "59", "71A"] : IsCover ? ["20", "21", "32A", "58A", "50K", "59"] : ["20", "21", "32A", "58A"];
        Assert.All(mandatory, tag => Assert.Contains(tag, Tags));
        Assert.True(!Tags.Contains("56A") || Tags.Contains("57A"), "C81");
        if (this["33B"] is { } instructed) Assert.Equal(this["32A"]![6..], instructed);
    }
}
