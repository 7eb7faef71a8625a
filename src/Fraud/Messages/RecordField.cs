using System.Text;

namespace Fraud.Messages;

/// <summary>The fields of a record, whether a member of JSON or a column.</summary>
enum RecordField : byte
{
    Time, Id, DebtorAccount, DebtorName, DebtorAgent, CreditorAccount, CreditorName, CreditorAgent, Amount, Currency, Kind, Channel, Settled, Label, Signals,
    Uetr, EndToEndId, ValueDate, Remittance, Purpose, UltimateDebtorName, UltimateCreditorName, DebtorCountry, CreditorCountry, DebtorAddress, CreditorAddress,
    Device, Terminal, Operator, Credential,
    Confirms, Raw, None,
}

/// <summary>Canonical names of the fields, and what a value of each must look like.</summary>
static class RecordFields
{
    static readonly byte[][] s_names =
    [
        [.. "time"u8], [.. "id"u8], [.. "debtor_account"u8], [.. "debtor_name"u8], [.. "debtor_agent"u8], [.. "creditor_account"u8], [.. "creditor_name"u8], [.. "creditor_agent"u8],
        [.. "amount"u8], [.. "currency"u8], [.. "kind"u8], [.. "channel"u8], [.. "settled"u8], [.. "label"u8], [.. "signals"u8], [.. "uetr"u8], [.. "end_to_end_id"u8],
        [.. "value_date"u8], [.. "remittance"u8], [.. "purpose"u8], [.. "ultimate_debtor_name"u8], [.. "ultimate_creditor_name"u8], [.. "debtor_country"u8],
        [.. "creditor_country"u8], [.. "debtor_address"u8], [.. "creditor_address"u8], [.. "device"u8], [.. "terminal"u8], [.. "operator"u8], [.. "credential"u8], [.. "confirms"u8], [.. "raw"u8],
        [.. "reference"u8], [.. "at"u8], // other names of id and time
    ];

    const int Slots = 128;
    static readonly byte[] s_slots = Fill(); // open addressing: 1 + index of the name, 0 = free

    static byte[] Fill()
    {
        var slots = new byte[Slots];
        for (int i = 0; i < s_names.Length; i++)
        {
            int slot = SlotOf(s_names[i]);
            while (slots[slot] != 0) slot = (slot + 1) & (Slots - 1);
            slots[slot] = (byte)(i + 1);
        }
        return slots;
    }

    // Length, first, middle and last letter tell nearly all of them apart.
    static int SlotOf(ReadOnlySpan<byte> name) => (name.Length * 5 + name[0] * 31 + name[name.Length / 2] * 7 + name[^1] * 3) & (Slots - 1);

    /// <summary>The field of that name, or <see cref="RecordField.None"/>.</summary>
    public static RecordField Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return RecordField.None;
        for (int slot = SlotOf(name); s_slots[slot] != 0; slot = (slot + 1) & (Slots - 1))
        {
            int index = s_slots[slot] - 1;
            if (name.SequenceEqual(s_names[index])) return index < (int)RecordField.None ? (RecordField)index : index == (int)RecordField.None ? RecordField.Id : RecordField.Time;
        }
        return RecordField.None;
    }

    public static string NameOf(RecordField field) => field == RecordField.None ? "" : Encoding.ASCII.GetString(s_names[(int)field]);

    /// <summary>The names a column may have.</summary>
    public static string Names => string.Join(", ", Enumerable.Range(0, (int)RecordField.Raw).Select(i => NameOf((RecordField)i)));

    /// <summary>The rule that a value of another form breaks.</summary>
    public static string RuleOf(RecordField field) => field switch
    {
        RecordField.Amount => "AMOUNT_FORM",
        RecordField.Time => "TIME_FORM",
        RecordField.Currency => "CURRENCY_FORM",
        RecordField.Settled => "SETTLED_FORM",
        RecordField.Label => "LABEL_FORM",
        RecordField.Signals => "SIGNAL_FORM",
        RecordField.Uetr => "UETR_FORM",
        RecordField.ValueDate => "DATE_FORM",
        RecordField.DebtorCountry or RecordField.CreditorCountry => "COUNTRY_FORM",
        _ => "TEXT_FORM",
    };

    public static string ExpectationOf(RecordField field) => field switch
    {
        RecordField.Amount => "a number such as 1234.50",
        RecordField.Time => "a time such as 2024-01-02T09:00:00Z",
        RecordField.Currency => "three capital letters such as USD",
        RecordField.Settled => "accepted, rejected or open",
        RecordField.Label => "1, 0, true, false, fraud or honest",
        RecordField.Signals => "signals such as payee_check=no_match;remote_access",
        RecordField.Uetr => "36 characters such as eb6305c9-1f7f-49de-aed0-16487c27b42d",
        RecordField.ValueDate => "a date such as 2024-01-02",
        RecordField.DebtorCountry or RecordField.CreditorCountry => "two capital letters such as BD",
        RecordField.Raw => "a text that holds a whole message",
        _ => "a text",
    };
}
