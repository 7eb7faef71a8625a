namespace Fraud.Rules.Binding;

/// <summary>A value that every message has or lacks, under the name that rules use. Written into its column by <see cref="Facts"/>.</summary>
class Field(string name, RuleType type, string meaning)
{
    public string Name => name;
    public RuleType Type => type;
    public string Meaning => meaning;
    /// <summary>What a text that is compared with it must look like.</summary>
    public TextForm Form { get; init; }
    public override string ToString() => name;
}

/// <summary>What kind of text stands behind a keyed hash, so that a rule can name one. <see cref="None"/>: an identity of several things, which no text writes.</summary>
enum TextForm : byte { None, Plain, Bank, Party, Name, Country, Currency, Uetr }

/// <summary>The fields of the language. Adding one: a line here, its computation in Facts, a line in Rules/README.md (a test compares them).</summary>
static class Vocabulary
{
    public static readonly ChoiceSet Classes = new("a transfer class", "none", "customer", "institution", "cover", "direct_debit");

    // In the order of Fraud.PartyClass.
    public static readonly ChoiceSet Parties = new("a party class", "unsure", "person", "organisation", "financial_institution", "government", "charity",
        "casino", "exchange", "money_service");

    public static readonly ChoiceSet Days = new("a kind of day", "business", "weekend", "holiday");

    public static readonly ChoiceSet Kinds = new("a kind of payment", "other", "transfer", "p2p", "bill_payment", "top_up", "red_packet", "merchant_payment", "cash_in", "cash_out",
        "card", "salary", "refund");

    public static readonly ChoiceSet Channels = new("a channel", "other", "app", "web", "ussd", "agent", "atm", "pos", "api", "branch");

    // In the order of Messages.PayeeCheck, without its first.
    public static readonly ChoiceSet PayeeChecks = new("an answer to a payee check", "match", "close", "no_match", "not_possible");

    // In the order of Fraud.AddressForm.
    public static readonly ChoiceSet AddressForms = new("a form of address", "none", "unstructured", "hybrid", "structured", "incomplete");

    static readonly List<Field> Fields = [];
    static Field Define(string name, RuleType type, string meaning, TextForm form = TextForm.None)
    {
        var field = new Field(name, type, meaning) { Form = form };
        Fields.Add(field);
        return field;
    }

    // Money and what it is
    public static readonly Field Amount = Define("amount", RuleType.Money, "the settlement amount in the base currency (USD), at the dated rate of the message's day");
    public static readonly Field NearRound = Define("near_round", RuleType.Boolean, "the amount as ordered is within 0.02 % of a number with two significant digits");
    public static readonly Field Currency = Define("currency", RuleType.Text, "currency of the settlement amount", TextForm.Currency);
    public static readonly Field AmountInCurrency = Define("amount_in_currency", RuleType.Number, "the settlement amount in units of its own currency");
    public static readonly Field Class = Define("class", new(RuleKind.Choice, Classes), "customer transfer, institution's own transfer, cover or direct debit");
    public static readonly Field ValueDate = Define("value_date", RuleType.Integer, "value date as a day number, to be compared with a date such as 2026-01-31");
    public static readonly Field OriginalAmount = Define("original_amount", RuleType.Text, "amount and currency, unrounded, as an identity");

    // Parties; a party is its account, else its BIC, else its name
    public static readonly Field Sender = Define("sender", RuleType.Text, "the ordering institution: BIC8 of the message's sender", TextForm.Bank);
    public static readonly Field Receiver = Define("receiver", RuleType.Text, "BIC8 of the message's receiver", TextForm.Bank);
    public static readonly Field Debtor = Define("debtor", RuleType.Text, "the debtor: its account, else its BIC, else its name", TextForm.Party);
    public static readonly Field Creditor = Define("creditor", RuleType.Text, "the creditor: its account at its agent, else its BIC, else its name", TextForm.Party);
    public static readonly Field DebtorName = Define("debtor_name", RuleType.Name, "the debtor's name");
    public static readonly Field CreditorName = Define("creditor_name", RuleType.Name, "the creditor's name");
    public static readonly Field CreditorNameKey = Define("creditor_name_key", RuleType.Text, "the creditor's name as an identity: its words, whatever their order; case, punctuation and legal forms aside", TextForm.Name);
    public static readonly Field CreditorAgent = Define("creditor_agent", RuleType.Text, "BIC8 of the creditor's agent, the receiver where none is given", TextForm.Bank);
    public static readonly Field Route = Define("route", RuleType.Text, "the chain of correspondents: fields 53, 54 and 56");
    public static readonly Field SenderCountry = Define("sender_country", RuleType.Text, "country of the sender's BIC", TextForm.Country);
    public static readonly Field AgentCountry = Define("agent_country", RuleType.Text, "where the money goes: country of the creditor's agent; where none is given, of the creditor's address or IBAN, else of the receiver", TextForm.Country);
    public static readonly Field CreditorClass = Define("creditor_class", new(RuleKind.Choice, Parties), "what the creditor is, by coded field or by name; unknown when unsure");
    public static readonly Field DebtorClass = Define("debtor_class", new(RuleKind.Choice, Parties), "what the debtor is, by coded field or by name; unknown when unsure");
    public static readonly Field CreditorBranch = Define("creditor_branch", RuleType.Text, "the creditor's address lines as an identity");

    public static readonly Field UltimateDebtor = Define("ultimate_debtor", RuleType.Text, "the name of whom the debtor pays for, as an identity, as `creditor_name_key`", TextForm.Name);
    public static readonly Field UltimateCreditor = Define("ultimate_creditor", RuleType.Text, "the name of whom the creditor takes the money for, as an identity, as `creditor_name_key`", TextForm.Name);
    public static readonly Field DebtorAddressForm = Define("debtor_address_form", new(RuleKind.Choice, AddressForms), "how the debtor's address is written; lines of FIN and of records are unstructured");
    public static readonly Field CreditorAddressForm = Define("creditor_address_form", new(RuleKind.Choice, AddressForms), "how the creditor's address is written; lines of FIN and of records are unstructured");

    // References
    public static readonly Field Reference = Define("reference", RuleType.Text, "the sender's reference (field 20)", TextForm.Plain);
    public static readonly Field OrderContent = Define("order_content", RuleType.Text, "amount, creditor and creditor's agent, as one identity");
    public static readonly Field Uetr = Define("uetr", RuleType.Text, "the end-to-end transaction reference", TextForm.Uetr);

    public static readonly Field Link = Define("link", RuleType.Text, "what a customer transfer and its cover share: the UETR, else the sender with field 20 of the transfer, field 21 of the cover");
    public static readonly Field ReferenceMask = Define("reference_mask", RuleType.Text, "the form of the sender's reference as an identity: runs of letters, dates and other digits, and the signs between them");
    public static readonly Field ReferenceNumber = Define("reference_number", RuleType.Integer, "the number that the sender's reference ends with, without a date in front of it");

    // What the engine watches for: filled by Triage, in the order of the messages
    public static readonly Field EntryUnmatched = Define("entry_unmatched", RuleType.Boolean, "a confirmed debit (MT900, MT940, MT950, camt.05x, a record that confirms) answers no order that was seen; never of a transfer");
    public static readonly Field UnconfirmedFor = Define("unconfirmed_for", RuleType.Duration, "how long ago the oldest order of the institution was sent that is overdue for its confirmation; 0 when none is");

    public static readonly Field Uncovered = Define("uncovered", RuleType.Integer, "customer transfers of the sender that named a correspondent more than 48 hours ago, and whose cover did not come");

    /// <summary>Whether a field is known only once the messages before it have been judged.</summary>
    public static bool IsWatched(Field field) => field == EntryUnmatched || field == UnconfirmedFor || field == Uncovered;

    /// <summary>Whether it tells of confirmations.</summary>
    public static bool IsConfirmation(Field field) => field == EntryUnmatched || field == UnconfirmedFor;

    // What the host's model says: filled by Triage when everything else is known
    public static readonly Field ModelScore = Define("model_score", RuleType.Number, "0 to 1: how likely fraud is, as the engine's model has it; of a model that was trained without labels, how unlike the usual it is");
    public static readonly Field ModelLift = Define("model_lift", RuleType.Number, "how many times higher the model's odds of fraud are than those of all transfers; unknown of a model that does not say how much fraud there is");
    public static readonly Field ModelPercentile = Define("model_percentile", RuleType.Number, "the share of the latest 65,536 transfers that the model finds less suspicious; unknown before the first 1,000");

    /// <summary>Whether a field is what a model says: known last, so that neither profiles nor models can be given it.</summary>
    public static bool IsOfModel(Field field) => field == ModelScore || field == ModelLift || field == ModelPercentile;

    // Clock and calendar, in the sender's own time
    public static readonly Field EventDate = Define("event_date", RuleType.Integer, "UTC date of the event time as a day number, to be compared with a date such as 2026-01-31");
    public static readonly Field SenderDay = Define("sender_day", new(RuleKind.Choice, Days), "what the sender's local date is in its calendar");
    public static readonly Field OutsideHours = Define("outside_hours", RuleType.Duration, "how far the sender's local time lies outside its hours of that day; 0 within them");
    public static readonly Field LocalTime = Define("local_time", RuleType.Duration, "the sender's local time since midnight");
    public static readonly Field BeneficiaryHoliday = Define("beneficiary_holiday", RuleType.Boolean, "a public holiday, not a weekend, where the money goes, on the message's local date there or on the value date");
    public static readonly Field BlindWindow = Define("blind_window", RuleType.Duration, "time until the sender and the place where the money goes have next both opened on a common business day");
    public static readonly Field ToCutOff = Define("to_cut_off", RuleType.Duration, "time left to the customer cut-off of the currency's payment system; negative after it");
    public static readonly Field ValueDateAhead = Define("value_date_ahead", RuleType.Integer, "business days from the sender's local date to the value date; negative for a past one");
    public static readonly Field ValueDateClosed = Define("value_date_closed", RuleType.Boolean, "the currency's payment system is closed on the value date");

    // What the message says and lacks
    public static readonly Field CrossBorder = Define("cross_border", RuleType.Boolean, "the sender's country differs from where the money goes");
    public static readonly Field AgentNamed = Define("agent_named", RuleType.Boolean, "the message names the creditor's agent (57a; of an institution's transfer, the creditor itself)");
    public static readonly Field MissingAgent = Define("missing_agent", RuleType.Boolean, "neither 56a nor 57a is given, and the receiver is not in the creditor's country");
    public static readonly Field MissingParty = Define("missing_party", RuleType.Boolean, "debtor without name or account, or customer's creditor without account");
    public static readonly Field MissingUnderlying = Define("missing_underlying", RuleType.Boolean, "a cover without its underlying customer transfer");
    public static readonly Field WorksWords = Define("works_words", RuleType.Integer, "number of different public-works and trade words in the debtor's name and the remittance information");
    public static readonly Field EntityTypo = Define("entity_typo", RuleType.Boolean, "a word of the creditor's name is one or two letters off an entity word");
    public static readonly Field TypoWord = Define("typo_word", RuleType.Text, "that word, as an identity; absent when there is none");
    public static readonly Field MixedScript = Define("mixed_script", RuleType.Boolean, "one word of the creditor's name mixes Latin with Cyrillic or Greek letters");
    public static readonly Field HiddenCustomer = Define("hidden_customer", RuleType.Boolean, "free text of an institution's transfer names a customer");
    public static readonly Field PossibleDuplicate = Define("possible_duplicate", RuleType.Boolean, "the sender marks it a possible duplicate (PDE, PDM)");
    public static readonly Field Return = Define("is_return", RuleType.Boolean, "field 72 marks it a rejection or return");

    public static readonly Field AddressBreach = Define("address_breach", RuleType.Boolean, "an ISO 20022 message has an address of a form that is refused on its day: from 2026-11-14 unstructured and incomplete ones; unknown without any address");

    // Beside the payment, as a log or the host says; unknown when not supplied
    public static readonly Field Kind = Define("kind", new(RuleKind.Choice, Kinds), "what kind of payment a wallet or switch calls it; a word not in the list is \"other\"");
    public static readonly Field Channel = Define("channel", new(RuleKind.Choice, Channels), "over which channel it was ordered; a word not in the list is \"other\"");
    public static readonly Field PayeeCheck = Define("payee_check", new(RuleKind.Choice, PayeeChecks), "what the check of the payee's name against the account answered");
    public static readonly Field PayeeCheckAge = Define("payee_check_age", RuleType.Duration, "time since that check");
    public static readonly Field Malware = Define("malware", RuleType.Boolean, "malware was seen in the session");
    public static readonly Field RemoteAccess = Define("remote_access", RuleType.Boolean, "the device was under remote control");
    public static readonly Field NewDevice = Define("new_device", RuleType.Boolean, "the device is new to the customer");
    public static readonly Field Emulator = Define("emulator", RuleType.Boolean, "the device is an emulator");
    public static readonly Field ImpossibleTravel = Define("impossible_travel", RuleType.Boolean, "the customer cannot have travelled here since the last session");
    public static readonly Field UnusualPlace = Define("unusual_place", RuleType.Boolean, "the place is unusual for the customer");
    public static readonly Field SessionAuthorised = Define("session_authorised", RuleType.Boolean, "the customer authorised the payment in the session");
    public static readonly Field CredentialAge = Define("credential_age", RuleType.Duration, "time since device, phone, password or limit was changed, whichever was last");
    public static readonly Field Reports = Define("reports", RuleType.Integer, "unresolved recalls and fraud labels on the creditor");
    public static readonly Field AvailableBalance = Define("available_balance", RuleType.Money, "what the debtor could spend before this payment, in the base currency");
    public static readonly Field DebtorAccountAge = Define("debtor_account_age", RuleType.Duration, "time since the debtor's account was opened");
    public static readonly Field CreditorAccountAge = Define("creditor_account_age", RuleType.Duration, "time since the creditor's account was opened");
    public static readonly Field Batch = Define("batch", RuleType.Boolean, "it is one of a payroll or standing collection that was declared and has run before");

    // Lists of the host
    public static readonly Field Forbidden = Define("forbidden", RuleType.Boolean, "account, BIC, name (of the ultimate parties too) or UETR stands on the list 'forbidden' on that day; unknown without such a list");
    public static readonly Field WatchTerm = Define("watch_term", RuleType.Boolean, "name, address or free text holds a term of the list 'watch'; unknown without such a list");
    public static readonly Field StandingCreditor = Define("standing_creditor", RuleType.Boolean, "the creditor stands on the list 'creditors' of standing instructions; unknown without such a list");
    public static readonly Field StandingCorridor = Define("standing_corridor", RuleType.Boolean, "the creditor's agent stands on the list 'corridors' of standing instructions; unknown without such a list");
    public static readonly Field RiskSector = Define("risk_sector", RuleType.Boolean, "the creditor stands on the list 'risk_sectors'; unknown without such a list");
    public static readonly Field Merchant = Define("merchant", RuleType.Boolean, "the creditor stands on the list 'merchants' of merchants, charities and collectors; unknown without such a list");
    public static readonly Field DebtorMerchant = Define("debtor_merchant", RuleType.Boolean, "the debtor stands on the list 'merchants'; unknown without such a list");
    public static readonly Field RiskCountry = Define("risk_country", RuleType.Boolean, "the country where the money goes, or the creditor's, stands on the list 'risk_countries'; unknown without such a list");
    public static readonly Field AnnouncedAccount = Define("announced_account", RuleType.Boolean, "the creditor's account stands on the list 'announced_accounts' of accounts that known payees have moved to; unknown without such a list");
    public static readonly Field CompromisedElement = Define("compromised_element", RuleType.Boolean, "device, terminal, operator or credential stands on the list 'compromised' by a report that is not older than its issue; unknown without such a list, or without any of them");
    public static readonly Field ScreeningScore = Define("screening_score", RuleType.Number, "0 to 1: how much a name of creditor, debtor or an ultimate party resembles a name of the list 'screening' on that day, the most of all; unknown without such a list");

    public static IReadOnlyList<Field> All => Fields;
    public static Field? Find(string name) => Fields.Find(f => f.Name == name);
}
