namespace Fraud.Cli.Simulation;

/// <summary>The standard a payment is written in.</summary>
enum WireFormat
{
    /// <summary>MT103, MT202 and MT202 COV.</summary>
    Fin,
    /// <summary>ISO 20022: pacs.008 and pacs.009.</summary>
    Pacs,
}

/// <summary>Writes payments in one standard.</summary>
sealed class WireText(WireFormat format)
{
    readonly FinText _fin = new();

    public byte[] Write(WireOrder order) => format == WireFormat.Pacs ? PacsText.Write(order) : _fin.Write(order);
}
