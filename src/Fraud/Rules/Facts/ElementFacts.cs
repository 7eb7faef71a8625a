using Fraud.Messages;
using Fraud.Reference;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>
/// By what an instruction was given: a device, terminal, operator or credential that was reported. One that was issued anew after the report is another, although it bears the same
/// identification.
/// </summary>
sealed class ElementFacts(Func<Field, int> column, ReferenceData reference) : FactGroup
{
    readonly int _compromised = column(Vocabulary.CompromisedElement), _list = reference.Lists.Find("compromised");

    public override void Write(in FactRow row)
    {
        if (_compromised < 0) return;
        ref readonly var f = ref row.Fields;
        if (_list == Lists.Absent) row.SetUnknown(_compromised, UnknownReason.NoList);
        else if (f.Device.IsEmpty && f.Terminal.IsEmpty && f.Operator.IsEmpty && f.Credential.IsEmpty) row.SetUnknown(_compromised, UnknownReason.NoSignal);
        else row.Set(_compromised, Reported(in row, f.Device, 0) || Reported(in row, f.Terminal, 1) || Reported(in row, f.Operator, 2) || Reported(in row, f.Credential, 3));
    }

    bool Reported(in FactRow row, Slice element, int which)
    {
        if (element.IsEmpty) return false;
        ref readonly var signals = ref row.Fields.Signals;
        long issued = (signals.IssuesKnown >> which & 1) == 0 ? 0 : Math.Max(0, row.Ticks - signals.Issued[which] * TimeSpan.TicksPerSecond);
        return reference.Lists.MatchesSince(_list, ListKind.Element, row.Text(element), (int)(row.Ticks / TimeSpan.TicksPerDay), (int)(issued / TimeSpan.TicksPerDay));
    }
}
