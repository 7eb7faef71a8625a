using Fraud.Messages;
using Fraud.Reference;

namespace Fraud.Rules.Facts;

/// <summary>Where money goes.</summary>
static class Geography
{
    /// <summary>The creditor's agent; of an institution's transfer without one, the creditor, which is an agent itself.</summary>
    public static Bic Agent(in TransferFields f)
        => f.Class == TransferClass.Institution && (f.Flags & TransferFlags.HasCreditorAgent) == 0 && !f.CreditorBic.IsNone ? f.CreditorBic : f.CreditorAgent;

    /// <summary>Country of the creditor's own data: of its BIC, its address, or its IBAN; 0 when none tells.</summary>
    public static ushort Creditor(in FactRow row, Countries countries)
    {
        ref readonly var f = ref row.Fields;
        if (!f.CreditorBic.IsNone) return f.CreditorBic.Country;
        ushort country = countries.CountryOfAddress(row.Text(f.CreditorAddress));
        return country != 0 ? country : OfIban(row.Text(f.CreditorAccount));
    }

    /// <summary>Country of the creditor's agent; where the message names none, of the creditor; else of the receiver. 0 when nothing tells.</summary>
    public static ushort Destination(in FactRow row, Countries countries) => Locate(in row, countries).Destination;

    /// <summary>The row with its countries found.</summary>
    public static FactRow Locate(in FactRow row, Countries countries)
    {
        ref readonly var f = ref row.Fields;
        bool agent = (f.Flags & TransferFlags.HasCreditorAgent) != 0 && !f.CreditorAgent.IsNone;
        // A named agent tells where the money goes, and nobody asks for the creditor's own country.
        ushort creditor = agent ? (ushort)0 : Creditor(in row, countries);
        return new FactRow(row.Columns, row.Row, in f, row.Message)
        {
            CreditorCountry = creditor,
            Destination = agent ? f.CreditorAgent.Country : creditor != 0 ? creditor : f.Receiver.Country,
        };
    }

    static ushort OfIban(ReadOnlySpan<byte> account)
        => account.Length >= 15 && char.IsAsciiLetterUpper((char)account[0]) && char.IsAsciiLetterUpper((char)account[1])
            && char.IsAsciiDigit((char)account[2]) && char.IsAsciiDigit((char)account[3]) ? (ushort)(account[0] | account[1] << 8) : (ushort)0;
}
