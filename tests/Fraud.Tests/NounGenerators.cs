using FsCheck;
using FsCheck.Fluent;

namespace Fraud.Tests;

/// <summary>A text that has, or nearly has, the form of a code.</summary>
public sealed record CodeText(string Text)
{
    public byte[] Utf8 => System.Text.Encoding.UTF8.GetBytes(Text);
    public override string ToString() => $"\"{Text}\"";
}

/// <summary>Random nouns for properties, with the edges over-represented.</summary>
public static class NounGenerators
{
    const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const string LettersAndDigits = Letters + "0123456789";

    // The neighbours of the two allowed ranges in ASCII, lower case, and letters whose lowest byte is an ASCII capital when a char is cut to a byte (U+0141, U+0158).
    const string Intruders = "@[/:azm .-\0\t'ÉŁŘ\uFF21";

    static Gen<char> OneOf(string characters) => Gen.Elements(characters.ToCharArray());

    static Gen<string> Text(params Gen<char>[] characters) => Gen.CollectToArray(characters).Select(c => new string(c));

    public static Gen<string> CurrencyText { get; } = Text(OneOf(Letters), OneOf(Letters), OneOf(Letters));

    public static Gen<string> BicText { get; } =
        from head in Text(Enumerable.Repeat(OneOf(LettersAndDigits), 4).ToArray())
        from country in Text(OneOf(Letters), OneOf(Letters))
        from suffix in Text(OneOf(LettersAndDigits), OneOf(LettersAndDigits))
        from branch in Gen.Frequency(
            (2, Gen.Constant("")),
            (1, Gen.Constant("XXX")),
            (2, Text(OneOf(LettersAndDigits), OneOf(LettersAndDigits), OneOf(LettersAndDigits))))
        select head + country + suffix + branch;

    /// <summary>A third valid, a third with one character replaced, a third of another length.</summary>
    static Gen<CodeText> NearlyValid(Gen<string> valid) =>
        from text in valid
        from at in Gen.Choose(0, text.Length - 1)
        from character in OneOf(LettersAndDigits + Intruders)
        from kind in Gen.Choose(0, 2)
        select new CodeText(kind switch
        {
            0 => text,
            1 => text[..at] + character + text[(at + 1)..],
            _ => at % 2 == 0 ? text.Remove(at, 1) : text.Insert(at, character.ToString()),
        });

    public static Gen<CodeText> NearlyCurrency { get; } = NearlyValid(CurrencyText);
    public static Gen<CodeText> NearlyBic { get; } = NearlyValid(BicText);

    static Gen<long> Unscaled { get; } = Gen.OneOf(
        Gen.Choose(-1_000, 1_000).Select(n => (long)n),
        Gen.Choose(0, 17).SelectMany(_ => Gen.Choose(-9, 9), (power, digit) => digit * (long)Math.Pow(10, power)),
        ArbMap.Default.GeneratorFor<DoNotSize<long>>().Select(n => n.Item),
        Gen.Elements(long.MinValue, long.MinValue + 1, long.MaxValue, 999_999_999_999_999_999));

    // Two currencies only, so that half of all pairs can be compared.
    public static Arbitrary<Money> Moneys() => (
        from unscaled in Unscaled
        from scale in Gen.Choose(0, Money.MaxScale)
        from currency in Gen.Elements("USD", "JPY")
        select new Money(unscaled, (byte)scale, CurrencyCode.Parse(currency))).ToArbitrary();
}
