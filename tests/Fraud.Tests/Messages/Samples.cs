using System.Text;

namespace Fraud.Tests.Messages;

/// <summary>Messages written as a banker would: lines separated by LF in the source, CRLF on the wire.</summary>
static class Samples
{
    public const string Plain103 = """
        :20:REF0001
        :23B:CRED
        :32A:260317EUR1234,56
        :33B:EUR1234,56
        :50K:/DE89370400440532013000
        ACME TRADING GMBH
        HAUPTSTRASSE 1
        60311 FRANKFURT
        :52A:COBADEFFXXX
        :57A:INGBNL2A
        :59:/NL91ABNA0417164300
        J JANSEN
        DAMRAK 1
        AMSTERDAM
        :70:/ROC/E2E-77//INVOICE 4711
        SECOND LINE
        :71A:SHA
        """;

    public const string Plain202 = """
        :20:FI0001
        :21:REL0001
        :32A:260317USD5000000,
        :52A:BNPAFRPPXXX
        :53B:/400886
        :58A:/00112233
        SOGEFRPPXXX
        """;

    public const string Cover = """
        :20:COV0001
        :21:REF0001
        :32A:260317USD1000,
        :52A:COBADEFFXXX
        :56A:CHASUS33
        :57A:BOFAUS3N
        :58A:INGBNL2A
        :72:/INS/COBADEFF
        :50A:/DE89370400440532013000
        DEUTDEFFXXX
        :52A:DRESDEFFXXX
        :59:/NL91ABNA0417164300
        J JANSEN
        :70:INVOICE
        :33B:USD1010,
        """;

    public const string Request = """
        :20:REQ0001
        :28D:1/1
        :50L:HOLDING
        :50H:/DE89370400440532013000
        ACME TRADING GMBH
        :52A:COBADEFFXXX
        :30:260317
        :21:TX1
        :32B:EUR100,
        :59:/NL91ABNA0417164300
        J JANSEN
        :71A:SHA
        :21:TX2
        :32B:EUR200,
        :57A:BNPAFRPP
        :59A:SOGEFRPP
        :71A:OUR
        """;

    public static byte[] Message(string number, string text, string block3 = "", string block5 = "{5:{CHK:0123456789AB}}", string lineEnd = "\r\n") =>
        Bytes($"{{1:F01COBADEFFAXXX0001000042}}{{2:I{number}INGBNL2AXXXXN}}{block3}{{4:\n{text}\n-}}{block5}", lineEnd);

    public static byte[] Mt103(string text = Plain103, string block3 = "", string lineEnd = "\r\n") => Message("103", text, block3, lineEnd: lineEnd);

    public static byte[] Bytes(string text, string lineEnd = "\r\n") => Encoding.Latin1.GetBytes(text.Replace("\n", lineEnd));

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>Plain103 with one field put in the place of another, or added before 71A when there was none, or taken out.</summary>
    public static string With(string tag, string value) => Change(Plain103, tag, $":{tag}:{value}\n");
    public static string Without(string tag) => Change(Plain103, tag, "");

    public static string Change(string text, string tag, string replacement)
    {
        text += "\n";
        int at = text.StartsWith($":{tag}:", StringComparison.Ordinal) ? 0 : text.IndexOf($"\n:{tag}:", StringComparison.Ordinal) + 1;
        if (at == 0 && !text.StartsWith($":{tag}:", StringComparison.Ordinal)) at = text.IndexOf("\n:71A:", StringComparison.Ordinal) + 1;
        else text = text.Remove(at, text.IndexOf("\n:", at, StringComparison.Ordinal) is >= 0 and int next ? next + 1 - at : text.Length - at);
        return text.Insert(at, replacement).TrimEnd('\n');
    }
}
