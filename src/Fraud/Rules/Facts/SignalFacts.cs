using System.Text;
using Fraud.Messages;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>What stands beside a payment: kind and channel as the log names them, the host's check of the payee, signs of the session, reports. What was not supplied is not known.</summary>
sealed class SignalFacts(Func<Field, int> column, ReferenceData reference) : FactGroup
{
    readonly int _kind = column(Vocabulary.Kind), _channel = column(Vocabulary.Channel);
    readonly int _check = column(Vocabulary.PayeeCheck), _checkAge = column(Vocabulary.PayeeCheckAge);
    readonly int _credential = column(Vocabulary.CredentialAge), _reports = column(Vocabulary.Reports);
    readonly int _balance = column(Vocabulary.AvailableBalance), _batch = column(Vocabulary.Batch);
    readonly int _debtorAge = column(Vocabulary.DebtorAccountAge), _creditorAge = column(Vocabulary.CreditorAccountAge);

    // In the order of Messages.SessionSigns.
    readonly int[] _signs =
    [
        column(Vocabulary.Malware), column(Vocabulary.RemoteAccess), column(Vocabulary.NewDevice), column(Vocabulary.Emulator), column(Vocabulary.ImpossibleTravel),
        column(Vocabulary.UnusualPlace), column(Vocabulary.SessionAuthorised),
    ];

    static readonly byte[][] s_kinds = Words(Vocabulary.Kinds), s_channels = Words(Vocabulary.Channels);

    static byte[][] Words(ChoiceSet choices) => [.. choices.Members.Select(Encoding.ASCII.GetBytes)];

    public override void Write(in FactRow row)
    {
        ref readonly var f = ref row.Fields;
        if (_kind >= 0) Choose(in row, _kind, f.Kind, s_kinds);
        if (_channel >= 0) Choose(in row, _channel, f.Channel, s_channels);

        ref readonly var signals = ref f.Signals;
        SetIf(in row, _check, signals.PayeeCheck != PayeeCheck.None, (long)signals.PayeeCheck - 1); // Vocabulary.PayeeChecks
        SetIf(in row, _checkAge, signals.HasPayeeCheckAge, signals.PayeeCheckSeconds * TimeSpan.TicksPerSecond);
        SetIf(in row, _credential, signals.HasCredentialAge, signals.CredentialSeconds * TimeSpan.TicksPerSecond);
        SetIf(in row, _reports, signals.HasReports, signals.Reports);
        SetIf(in row, _debtorAge, signals.HasDebtorAccountAge, signals.DebtorAccountSeconds * TimeSpan.TicksPerSecond);
        SetIf(in row, _creditorAge, signals.HasCreditorAccountAge, signals.CreditorAccountSeconds * TimeSpan.TicksPerSecond);
        SetIf(in row, _batch, signals.HasBatch, signals.IsBatch ? 1 : 0);
        if (_balance >= 0) Balance(in row);
        for (int i = 0; i < _signs.Length; i++) SetIf(in row, _signs[i], ((int)signals.Known >> i & 1) != 0, (int)signals.Seen >> i & 1);
    }

    void Balance(in FactRow row)
    {
        ref readonly var signals = ref row.Fields.Signals;
        var currency = row.Fields.SettlementAmount.Currency;
        if (!signals.HasBalance) row.SetUnknown(_balance, UnknownReason.NoSignal);
        else if (currency.IsNone) row.SetUnknown(_balance, UnknownReason.FieldAbsent);
        else if (reference.Rates.TryConvert(new Money(signals.Balance, signals.BalanceScale, currency), (int)(row.Ticks / TimeSpan.TicksPerDay), out long hundredths)) row.Set(_balance, hundredths);
        else row.SetUnknown(_balance, UnknownReason.NoRate);
    }

    static void SetIf(in FactRow row, int column, bool known, long value)
    {
        if (known) row.Set(column, value);
        else row.SetUnknown(column, UnknownReason.NoSignal);
    }

    /// <summary>A word of another vocabulary is the first choice, "other".</summary>
    static void Choose(in FactRow row, int column, Slice text, byte[][] words)
    {
        if (text.IsEmpty)
        {
            row.SetUnknown(column, UnknownReason.FieldAbsent);
            return;
        }
        var word = row.Text(text);
        int choice = words.Length - 1;
        while (choice > 0 && !word.SequenceEqual(words[choice])) choice--;
        row.Set(column, choice);
    }
}
