namespace Fraud.Messages;

/// <summary>What is wrong with a record, before anybody asks for the words. Of a value only its place is kept: it may be an account number.</summary>
readonly record struct RecordFault(RecordFaultKind Kind, RecordField Field, int Offset, Signal Signal = Signal.Unknown)
{
    /// <summary>What it is and what was expected, by the name the record itself gives the field.</summary>
    public string ToText(string name) => Kind switch
    {
        RecordFaultKind.Repeated => $"{name}: given more than once, expected once",
        RecordFaultKind.Missing => $"{name}: expected beside the amount, {RecordFields.ExpectationOf(Field)}",
        RecordFaultKind.SignalValue => $"{name}.{SignalText.NameOf(Signal)}: expected {SignalText.ExpectationOf(Signal)}",
        RecordFaultKind.SignalName => $"{name}: no such signal, expected one of {SignalText.Names}",
        _ => $"{name}: expected {RecordFields.ExpectationOf(Field)}",
    };

    /// <summary>The rule that is broken.</summary>
    public string Rule => Kind switch
    {
        RecordFaultKind.Repeated => "REPEATED",
        RecordFaultKind.Missing => "MISSING",
        RecordFaultKind.SignalName => "UNKNOWN_SIGNAL",
        RecordFaultKind.UnknownMember => "UNKNOWN_MEMBER",
        _ => RecordFields.RuleOf(Field),
    };
}

enum RecordFaultKind : byte { None, Form, Repeated, Missing, SignalValue, SignalName, UnknownMember }
