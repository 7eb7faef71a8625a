namespace Fraud.Cli.Simulation;

/// <summary>Writes the receiver's answer to a payment it refused: pacs.002. Nobody answers one that was taken.</summary>
static class PacsStatus
{
    const string Message = "pacs.002.001.10";

    /// <summary>The answer comes a second after the payment; a payment does not tell the receiver's zone, so the time is in UTC.</summary>
    public static byte[] Refuse(WireOrder order, string code)
    {
        var at = order.Sent.AddSeconds(1).ToUniversalTime();
        string id = order.Reference + "-R";
        return PacsText.Begin(Message, "swift.cbprplus.02", order.Receiver, order.Sender, id, at)
            .Open("FIToFIPmtStsRpt")
            .Open("GrpHdr")
            .Leaf("MsgId", id)
            .Leaf("CreDtTm", PacsText.Time(at))
            .Close()
            .Open("OrgnlGrpInfAndSts")
            .Leaf("OrgnlMsgId", order.Reference)
            .Leaf("OrgnlMsgNmId", PacsText.MessageOf(order))
            .Close()
            .Open("TxInfAndSts")
            .Leaf("OrgnlInstrId", order.Reference)
            .Leaf("OrgnlEndToEndId", PacsText.EndToEndOf(order))
            .Leaf("OrgnlUETR", order.Uetr)
            .Leaf("TxSts", "RJCT")
            .Leaf(["StsRsnInf", "Rsn", "Prtry"], code)
            .End();
    }
}
