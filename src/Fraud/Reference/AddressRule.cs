namespace Fraud.Reference;

/// <summary>Which forms of an address the ISO 20022 payment messages of a day may have.</summary>
static class AddressRule
{
    /// <summary>From the standards release 2026 on, lines alone and elements without town or country are refused; before it every form passed.</summary>
    static readonly int s_end = new DateOnly(2026, 11, 14).DayNumber;

    public static bool Allows(AddressForm form, int day) => day < s_end || form is not (AddressForm.Unstructured or AddressForm.Incomplete);
}
