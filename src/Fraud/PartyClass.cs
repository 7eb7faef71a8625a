namespace Fraud;

/// <summary>What kind of party a name belongs to, as far as the name tells. When in doubt, <see cref="Unsure"/>: no rule fires on a guess.</summary>
public enum PartyClass : byte
{
    /// <summary>The name does not tell.</summary>
    Unsure,
    /// <summary>A natural person.</summary>
    Person,
    /// <summary>A company or another body without a class of its own below.</summary>
    Organisation,
    /// <summary>A bank, insurer, fund or other financial institution.</summary>
    FinancialInstitution,
    /// <summary>A ministry, authority, embassy or other public body.</summary>
    Government,
    /// <summary>A charity, foundation or other non-profit body.</summary>
    Charity,
    /// <summary>A casino, betting or gaming business.</summary>
    Casino,
    /// <summary>A virtual-asset service provider.</summary>
    Exchange,
    /// <summary>A remittance, money-changing or money-transfer business.</summary>
    MoneyService,
}
