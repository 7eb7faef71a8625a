using FsCheck;
using FsCheck.Fluent;
using Fraud.Cli.Simulation;

namespace Fraud.Tests.Simulation;

/// <summary>Random payments: every optional field comes and goes, texts hold what XML must escape, accounts are IBANs or nearly.</summary>
static class WireOrders
{
    const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", Digits = "0123456789";

    static Gen<string> Text(string characters, int least, int most) =>
        from length in Gen.Choose(least, most)
        from text in Gen.ArrayOf(Gen.Elements(characters.ToCharArray()), length)
        select new string(text);

    static Gen<string?> Maybe(Gen<string> text) => Gen.Frequency((1, Gen.Constant<string?>(null)), (2, text.Select(some => (string?)some)));

    // The first character is a letter: in FIN a colon there would open a field, a solidus an account.
    static readonly Gen<string> Line = from first in Text(Letters, 1, 1) from rest in Text(Letters + Digits + "abc &<>/-?:().,'+\"", 0, 34) select first + rest;

    static Gen<string[]> Lines(int least, int most) => Gen.Choose(least, most).SelectMany(count => Gen.ArrayOf(Line, count));

    static readonly Gen<string> Bic = from institution in Text(Letters, 6, 6) from place in Text(Letters + Digits, 2, 2) select institution + place;

    static readonly Gen<string> Iban =
        from country in Text(Letters, 2, 2)
        from number in Text(Letters + Digits, 11, 30)
        select InventedIban.Of(country, number);

    static readonly Gen<string> Account = Gen.OneOf(
        Iban,
        Iban.Select(iban => iban[..^1] + (iban[^1] == '7' ? '8' : '7')), // the check digits no longer fit
        Text(Digits, 1, 34),
        Text(Letters + Digits + "-", 2, 34)); // one letter alone may be FIN's mark of debit or credit

    static readonly Gen<string> Reference = Text(Letters + Digits + "-", 1, 16);

    static readonly Gen<WireAmount> Amount =
        from currency in Gen.Elements("USD", "EUR", "JPY", "CHF")
        from minor in Gen.OneOf(Gen.Choose(0, 200).Select(small => (long)small), Gen.Choose(0, int.MaxValue).Select(large => 465L * large))
        select new WireAmount(currency, minor);

    static readonly Gen<WireParty> Party = from account in Maybe(Account) from lines in Lines(1, 4) select new WireParty(account, lines);

    static readonly Gen<WireAgent> Agent = from bic in Bic from account in Maybe(Account) select new WireAgent(bic, account);

    static readonly Gen<WireTransfer> Transfer =
        from debtor in Party
        from creditor in Party
        from remittance in Lines(0, 4)
        from instructed in Amount
        from charges in Gen.Elements("OUR", "SHA", "BEN")
        from debtorAgent in Maybe(Bic)
        from creditorAgent in Maybe(Bic)
        select new WireTransfer(debtor, creditor, remittance, instructed) { Charges = charges, DebtorAgent = debtorAgent, CreditorAgent = creditorAgent };

    static readonly Gen<WireOrder> Common =
        from kind in Gen.Elements(PaymentKind.Institution, PaymentKind.Cover, PaymentKind.Customer)
        from sender in Bic
        from receiver in Bic
        from sequence in Gen.Choose(0, 999_999)
        from seconds in Gen.Choose(0, 800_000_000)
        from quarters in Gen.Choose(-48, 56)
        from reference in Reference
        from uetr in Maybe(ArbMap.Default.GeneratorFor<Guid>().Select(guid => guid.ToString()))
        from day in Gen.Choose(0, 9_000)
        from amount in Amount
        from repeat in ArbMap.Default.GeneratorFor<bool>()
        select new WireOrder
        {
            Kind = kind,
            Sender = sender,
            Receiver = receiver,
            Session = sequence % 10_000,
            Sequence = sequence,
            Sent = new DateTimeOffset(new DateTime(2005, 1, 1).AddSeconds(seconds), TimeSpan.FromMinutes(15 * quarters)),
            Reference = reference,
            Uetr = uetr,
            ValueDate = new DateOnly(2005, 1, 1).AddDays(day),
            Amount = amount,
            PossibleDuplicate = repeat,
        };

    static Gen<WireOrder> Customer(WireOrder order) =>
        from ordering in Maybe(Bic)
        from sender in Maybe(Bic)
        from receiver in Maybe(Bic)
        from intermediary in Maybe(Bic)
        from agent in Maybe(Bic)
        from transfer in Transfer
        select order with
        {
            OrderingInstitution = ordering is null ? null : new(ordering),
            SenderCorrespondent = sender,
            ReceiverCorrespondent = receiver,
            Intermediary = intermediary,
            CreditorAgent = agent,
            Transfer = transfer,
        };

    static Gen<WireOrder> Institution(WireOrder order) =>
        from related in Reference
        from ordering in Agent
        from settlement in Maybe(Account)
        from intermediary in Maybe(Bic)
        from agent in Maybe(Bic)
        from creditor in Agent
        from transfer in Transfer
        select order with
        {
            RelatedReference = related,
            OrderingInstitution = ordering,
            SettlementAccount = settlement,
            Intermediary = intermediary,
            CreditorAgent = agent,
            CreditorInstitution = creditor,
            Transfer = order.Kind == PaymentKind.Cover ? transfer : null,
        };

    public static Arbitrary<WireOrder> Any { get; } =
        Common.SelectMany(order => order.Kind == PaymentKind.Customer ? Customer(order) : Institution(order)).ToArbitrary();
}
