using Fraud.Messages;
using Fraud.Reference;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>How addresses are written, and whether the standard of the day takes them so.</summary>
sealed class AddressFacts(Func<Field, int> column) : FactGroup
{
    readonly int _debtor = column(Vocabulary.DebtorAddressForm), _creditor = column(Vocabulary.CreditorAddressForm), _breach = column(Vocabulary.AddressBreach);

    public override void Write(in FactRow row)
    {
        ref readonly var f = ref row.Fields;
        var debtor = FormOf(f.DebtorAddressForm, f.DebtorAddress);
        var creditor = FormOf(f.CreditorAddressForm, f.CreditorAddress);
        row.Set(_debtor, (long)debtor); // Vocabulary.AddressForms
        row.Set(_creditor, (long)creditor);
        if (_breach < 0) return;
        int day = (int)(row.Ticks / TimeSpan.TicksPerDay);
        if (debtor == AddressForm.None && creditor == AddressForm.None) row.SetUnknown(_breach, UnknownReason.FieldAbsent);
        else row.Set(_breach, f.MessageType is >= MessageType.Pacs008 and <= MessageType.OtherIso && !(AddressRule.Allows(debtor, day) && AddressRule.Allows(creditor, day)));
    }

    // FIN writes lines and says nothing of their form.
    static AddressForm FormOf(AddressForm form, Slice address) => form == AddressForm.None && !address.IsEmpty ? AddressForm.Unstructured : form;
}
