namespace Fraud;

/// <summary>
/// A change of one value that would have brought a lower outcome, all other values as they were. Calculations, rules and caps follow the change; what is remembered of earlier
/// messages is taken as it was read, so that of two values one of which makes up the other (an amount and the sum of a day) only the one named is changed.
/// </summary>
/// <param name="Name">The value as the rules name it, or the ids of the rules that would have to fall away, separated by commas.</param>
/// <param name="Was">What it was.</param>
/// <param name="Needed">What would have sufficed: the nearest to what it was, as "at most 99,999.99 USD".</param>
/// <param name="Points">The points then.</param>
/// <param name="Outcome">The outcome then.</param>
/// <param name="Sentence">For the analyst.</param>
public sealed record Counterfactual(string Name, string Was, string Needed, int Points, Outcome Outcome, string Sentence);
