using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using BenchmarkDotNet.Attributes;
using Fraud.Messages;

namespace Fraud.Benchmarks;

/// <summary>XML bytes to a transfer, per message, over 37,000 different pacs.008. The floor reads every byte once; the baselines are the framework's own readers.</summary>
[MemoryDiagnoser]
public class IsoBenchmarks
{
    readonly IsoMessageSet _set = new();
    readonly IsoTable _table = new();
    readonly MessageDecoder _decoder = new();

    [Benchmark(Baseline = true, OperationsPerInvoke = IsoMessageSet.Count)]
    public long ReadOnce()
    {
        long sum = 0;
        for (int i = 0; i < IsoMessageSet.Count; i++) sum += Floor.Sum(_set[i]);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = IsoMessageSet.Count)]
    public int Scan()
    {
        int values = 0;
        for (int i = 0; i < IsoMessageSet.Count; i++)
        {
            IsoScanner.Scan(_set[i], _table);
            values += _table.Count;
        }
        return values;
    }

    [Benchmark(OperationsPerInvoke = IsoMessageSet.Count)]
    public long ScanAndDecode()
    {
        long sum = 0;
        for (int i = 0; i < IsoMessageSet.Count; i++) sum += _decoder.Decode(_set[i]).SettlementAmount.Unscaled;
        return sum;
    }

    /// <summary>The same values by a loop over <see cref="XmlReader"/> with the path of names, typed.</summary>
    [Benchmark(OperationsPerInvoke = IsoMessageSet.Count)]
    public decimal XmlReaderLoop()
    {
        decimal sum = 0;
        for (int i = 0; i < IsoMessageSet.Count; i++) sum += ReadWithXmlReader(_set[i]);
        return sum;
    }

    static readonly XmlReaderSettings s_settings = new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreWhitespace = true, IgnoreComments = true };

    static decimal ReadWithXmlReader(ReadOnlySpan<byte> message)
    {
        using var reader = XmlReader.Create(new MemoryStream(message.ToArray()), s_settings);
        var path = new Stack<string>();
        var texts = new Dictionary<string, string>(32);
        decimal amount = 0;
        DateTime day = default;
        DateTimeOffset created = default;
        Guid uetr = default;
        string currency = "";
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.LocalName == "IntrBkSttlmAmt") currency = reader.GetAttribute("Ccy")!;
                    if (!reader.IsEmptyElement) path.Push(reader.LocalName);
                    break;
                case XmlNodeType.Text:
                    string name = path.Peek();
                    switch (name)
                    {
                        case "IntrBkSttlmAmt": amount = decimal.Parse(reader.Value, CultureInfo.InvariantCulture); break;
                        case "IntrBkSttlmDt": day = DateTime.ParseExact(reader.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture); break;
                        case "CreDtTm": created = DateTimeOffset.Parse(reader.Value, CultureInfo.InvariantCulture); break;
                        case "UETR": uetr = Guid.Parse(reader.Value); break;
                        case "MsgId" or "InstrId" or "EndToEndId" or "Nm" or "IBAN" or "BICFI" or "ChrgBr" or "Cd" or "StrtNm" or "BldgNb" or "PstCd" or "TwnNm" or "Ctry" or "Ustrd":
                            texts[string.Concat(path.ElementAt(Math.Min(2, path.Count - 1)), "/", name)] = reader.Value;
                            break;
                    }
                    break;
                case XmlNodeType.EndElement:
                    path.Pop();
                    break;
            }
        }
        return amount + day.Day + created.Hour + uetr.Version + currency.Length + texts.Count;
    }

    [Benchmark(OperationsPerInvoke = IsoMessageSet.Count / 10)]
    public decimal XDocumentTree()
    {
        decimal sum = 0;
        for (int i = 0; i < IsoMessageSet.Count / 10; i++)
        {
            var document = XDocument.Load(new MemoryStream(_set[i].ToArray()));
            XNamespace space = document.Root!.Name.Namespace;
            var transfer = document.Root.Element(space + "FIToFICstmrCdtTrf")!.Element(space + "CdtTrfTxInf")!;
            sum += decimal.Parse(transfer.Element(space + "IntrBkSttlmAmt")!.Value, CultureInfo.InvariantCulture) + transfer.Element(space + "Cdtr")!.Element(space + "Nm")!.Value.Length;
        }
        return sum;
    }
}
