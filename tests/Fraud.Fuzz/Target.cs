namespace Fraud.Fuzz;

/// <summary>What every input must survive: decoding, validation, framing and judgement; each text that a transfer gives must lie where it says.</summary>
sealed class Target : IDisposable
{
    readonly MessageDecoder _decoder = new();
    readonly FraudEngine _engine = FraudEngine.Create(new FraudOptions { ProfileBudgetBytes = 32 << 20 });
    long _runs;

    /// <summary>Runs one input; the answer tells inputs apart that were read differently.</summary>
    public int Run(ReadOnlySpan<byte> message)
    {
        _runs++;
        var first = _decoder.Decode(message);
        int transfers = _decoder.TransferCount;
        int shape = HashCode.Combine(first.Status, first.MessageType, Math.Min(transfers, 3), first.Flags, Touch(first));
        for (int i = 1; i < Math.Min(transfers, 4); i++) Touch(_decoder.DecodeNext(message, i));
        if ((_runs & 7) == 0) shape = HashCode.Combine(shape, Math.Min(4, _decoder.Validate(message).Length));
        if ((_runs & 63) == 0) Frame(message.ToArray());
        if ((_runs & 63) == 32)
        {
            var decision = _engine.Evaluate(message, DateTimeOffset.UnixEpoch.AddSeconds(_runs));
            if (first.Status >= DecodeStatus.OverLimit && decision.Outcome < Outcome.Review) throw new InvalidOperationException("What cannot be read passed.");
            if ((_runs & 1023) == 32) decision.Explain();
        }
        return shape;
    }

    static int Touch(in Transfer t)
    {
        int texts = 0, length = 0;
        void Add(ReadOnlySpan<byte> text)
        {
            texts = texts << 1 | (text.IsEmpty ? 0 : 1);
            foreach (byte c in text) length += c;
        }
        Add(t.Reference); Add(t.RelatedReference); Add(t.EndToEndId); Add(t.MessageId); Add(t.SenderId); Add(t.ReceiverId); Add(t.DebtorAgentId); Add(t.CreditorAgentId);
        Add(t.DebtorName); Add(t.DebtorAccount); Add(t.DebtorAddress); Add(t.DebtorLei); Add(t.UltimateDebtorName);
        Add(t.CreditorName); Add(t.CreditorAccount); Add(t.CreditorAddress); Add(t.CreditorLei); Add(t.UltimateCreditorName);
        Add(t.Purpose); Add(t.Kind); Add(t.Channel); Add(t.MessageName); Add(t.Remittance); Add(t.SenderToReceiver);
        _ = (t.Time, t.LocalTime, t.ValueDate, t.Settled, t.Label, t.SettlementAmount.ToString(), t.InstructedAmount.ToDecimalString(), t.Sender.ToString(), t.CreditorCountry, t.DebtorCountry);
        return length == int.MinValue ? 0 : texts;
    }

    static void Frame(byte[] bytes)
    {
        long end = 0;
        var reader = new MessageReader(bytes);
        while (reader.TryRead(out var frame))
        {
            if (frame.Offset < end || frame.Offset + frame.Bytes.Length > bytes.Length) throw new InvalidOperationException("A frame overlaps the one before it or the end.");
            end = frame.Status == DecodeStatus.Acknowledgement ? end : frame.Offset;
        }
    }

    public void Dispose() => _engine.Dispose();
}
