namespace Fraud.Messages;

/// <summary>Legal entity identifiers (ISO 17442): 18 letters or digits and two check digits.</summary>
static class Lei
{
    public static bool IsValid(ReadOnlySpan<byte> text) =>
        text.Length == 20 && text[18] is >= (byte)'0' and <= (byte)'9' && text[19] is >= (byte)'0' and <= (byte)'9' && Iban.Mod97(0, text) == 1;
}
