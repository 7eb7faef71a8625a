using Fraud.Messages;
using Fraud.Reference;

namespace Fraud.Rules.Facts;

/// <summary>Where money goes.</summary>
static class Geography
{
    /// <summary>
    /// Whether the message names an agent of the creditor other than its receiver. ISO 20022 must name one always: where it is the receiver, MT leaves it out, and both mean the same.
    /// </summary>
    public static bool NamesAgent(in TransferFields f) =>
        (f.Flags & TransferFlags.HasCreditorAgent) != 0 && (f.CreditorAgent.IsNone || f.CreditorAgent.Institution != f.Receiver.Institution);

    /// <summary>The creditor's agent; of an institution's transfer without one, the creditor, which is an agent itself.</summary>
    public static Bic Agent(in TransferFields f)
        => f.Class == TransferClass.Institution && !NamesAgent(in f) && !f.CreditorBic.IsNone ? f.CreditorBic : f.CreditorAgent;

    /// <summary>Country of the creditor's own data: of its BIC, its address, or its IBAN; 0 when none tells.</summary>
    public static ushort Creditor(in FactRow row, Countries countries)
    {
        ref readonly var f = ref row.Fields;
        if (!f.CreditorBic.IsNone) return f.CreditorBic.Country;
        if (f.CreditorCountry != 0) return f.CreditorCountry;
        ushort country = countries.CountryOfAddress(row.Text(f.CreditorAddress));
        return country != 0 ? country : OfIban(row.Text(f.CreditorAccount));
    }

    /// <summary>Country of the creditor's agent; where the message names none, of the creditor; else of the receiver. 0 when nothing tells.</summary>
    public static ushort Destination(in FactRow row, Countries countries) => Locate(in row, countries).Destination;

    /// <summary>The row with its countries found.</summary>
    public static FactRow Locate(in FactRow row, Countries countries)
    {
        ref readonly var f = ref row.Fields;
        bool agent = NamesAgent(in f) && !f.CreditorAgent.IsNone;
        // A named agent tells where the money goes, and nobody asks for the creditor's own country.
        ushort creditor = agent ? (ushort)0 : Creditor(in row, countries);
        return new FactRow(row.Columns, row.Row, in f, row.Message, row.Arena)
        {
            CreditorCountry = creditor,
            Destination = agent ? f.CreditorAgent.Country : creditor != 0 ? creditor : f.Receiver.Country,
        };
    }

    public static ushort OfIban(ReadOnlySpan<byte> account)
        => account.Length >= 15 && char.IsAsciiLetterUpper((char)account[0]) && char.IsAsciiLetterUpper((char)account[1])
            && char.IsAsciiDigit((char)account[2]) && char.IsAsciiDigit((char)account[3]) ? (ushort)(account[0] | account[1] << 8) : (ushort)0;
}
