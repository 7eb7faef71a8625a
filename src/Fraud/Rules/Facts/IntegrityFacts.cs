using Fraud.Reference;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>What a message lacks, or says about itself.</summary>
sealed class IntegrityFacts(Func<Field, int> column) : FactGroup
{
    readonly int _named = column(Vocabulary.AgentNamed), _agent = column(Vocabulary.MissingAgent), _party = column(Vocabulary.MissingParty), _underlying = column(Vocabulary.MissingUnderlying);
    readonly int _hidden = column(Vocabulary.HiddenCustomer), _duplicate = column(Vocabulary.PossibleDuplicate), _return = column(Vocabulary.Return);

    public override void Write(in FactRow row)
    {
        ref readonly var f = ref row.Fields;
        row.Set(_named, f.Class == TransferClass.Institution || Geography.NamesAgent(in f));
        if (_agent >= 0) MissingAgent(in row);
        bool noDebtor = f.DebtorName.IsEmpty && f.DebtorAccount.IsEmpty && f.DebtorBic.IsNone;
        bool noAccount = f.Class == TransferClass.Customer && f.CreditorAccount.IsEmpty && f.CreditorBic.IsNone;
        row.Set(_party, noDebtor || noAccount);
        row.Set(_underlying, (f.Flags & TransferFlags.CoverWithoutUnderlying) != 0);
        row.Set(_duplicate, (f.Flags & TransferFlags.PossibleDuplicate) != 0);
        row.Set(_return, (f.Flags & TransferFlags.Return) != 0);
        if (_hidden >= 0) row.Set(_hidden, f.Class == TransferClass.Institution && HiddenCustomer.Found(row.Text(f.SenderToReceiver)));
    }

    /// <summary>Without 57a the receiver itself should hold the creditor's account: it cannot, when the creditor is in another country.</summary>
    void MissingAgent(in FactRow row)
    {
        ref readonly var f = ref row.Fields;
        if (f.Class != TransferClass.Customer || (f.Flags & TransferFlags.HasIntermediary) != 0 || Geography.NamesAgent(in f)) row.Set(_agent, false);
        else if (row.CreditorCountry is var country && country == 0 || f.Receiver.IsNone) row.SetUnknown(_agent, UnknownReason.FieldAbsent);
        else row.Set(_agent, country != f.Receiver.Country);
    }
}
