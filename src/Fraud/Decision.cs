using Fraud.Triage;

namespace Fraud;

/// <summary>Circumstances of a decision that are not its outcome.</summary>
[Flags]
public enum DecisionFlags : ushort
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>The same message was seen before: judged again, counted once.</summary>
    Duplicate = 1,
    /// <summary>It came out of order: older than a message already judged.</summary>
    Late = 2,
    /// <summary>Test traffic: judged, not remembered.</summary>
    Test = 4,
    /// <summary>A hard rule decided, whatever the points.</summary>
    Hard = 8,
    /// <summary>The message could not be read well enough to pass without a person.</summary>
    Unreadable = 16,
    /// <summary>The message holds several transfers (MT101) and this decision is on one of them: each must be judged, by its number.</summary>
    OneOfSeveral = 32,
    /// <summary>A standing override of the policy set the outcome.</summary>
    Overridden = 64,
    /// <summary>Every rule that fired has alerted on its key more often than the policy asks for: the outcome stands, and nobody need be called again.</summary>
    Flooded = 128,
    /// <summary>A value was not looked for to the end, because that would have cost more than a message may: what depends on it is not evaluable.</summary>
    Partial = 256,
}

/// <summary>
/// What the engine decided on one message. Outcome, points and flags are the value's own; reasons are made on demand by <see cref="Explain"/>,
/// from columns that the engine keeps until its next call, so that a decision nobody asks about costs nothing.
/// </summary>
public readonly struct Decision : IEquatable<Decision>
{
    readonly DecisionPage? _page;
    readonly int _generation;
    readonly byte _row;

    internal Decision(DecisionPage page, int row, long id, Outcome outcome, int points, DecodeStatus status, DecisionFlags flags, double score)
    {
        (_page, _row, _generation) = (page, (byte)row, page.Generation);
        (Id, Outcome, Points, Status, Flags, Score) = (id, outcome, points, status, flags, score);
    }

    /// <summary>Number of the decision within its engine, from 1: what <see cref="FraudEngine.Settle"/> takes.</summary>
    public long Id { get; }
    /// <summary>What to do.</summary>
    public Outcome Outcome { get; }
    /// <summary>0 to 100: the sum of the families' points, each family capped.</summary>
    public int Points { get; }
    /// <summary>How well the message could be read.</summary>
    public DecodeStatus Status { get; }
    /// <summary>Circumstances.</summary>
    public DecisionFlags Flags { get; }
    /// <summary>How likely fraud is, 0 to 1, as <see cref="FraudOptions.Model"/> has it; NaN without a model, and of what is no transfer.</summary>
    public double Score { get; }

    /// <summary>What one of the models beside the deciding one finds, by its place among <see cref="FraudOptions.Challengers"/>; NaN of what is no transfer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such model.</exception>
    /// <exception cref="InvalidOperationException">The engine has judged other messages since.</exception>
    public double ScoreOf(int challenger) => ScoresOf(challenger).Scores[_row];

    internal ModelScores ScoresOf(int challenger)
    {
        var page = Page;
        ArgumentOutOfRangeException.ThrowIfNegative(challenger);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(challenger, page.Challengers.Length);
        return page.Challengers[challenger];
    }

    /// <summary>What one of the policies tried beside the deciding one would have answered, by its place among <see cref="FraudOptions.Shadows"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such policy.</exception>
    /// <exception cref="InvalidOperationException">The engine has judged other messages since.</exception>
    public Outcome OutcomeOf(int shadow)
    {
        var page = Page;
        ArgumentOutOfRangeException.ThrowIfNegative(shadow);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shadow, page.Verdicts.Length - 1);
        return page.Verdicts[shadow + 1].Outcomes[_row];
    }

    /// <summary>The rules that fired with the values they read, and the rules that could not be judged and why. Allocates.</summary>
    /// <exception cref="InvalidOperationException">The engine has judged other messages since.</exception>
    public Explanation Explain() => Page.Explain(this, _row);

    /// <summary>
    /// What <see cref="Explain"/> says, and how the decision could have been another: <see cref="Explanation.Counterfactuals"/>, <see cref="Explanation.NearMisses"/> and
    /// <see cref="Explanation.Families"/>; the values of fired rules stand with their thresholds. Judges the transfer some thousand times over: milliseconds, not microseconds.
    /// </summary>
    /// <exception cref="InvalidOperationException">The engine has judged other messages since.</exception>
    public Explanation ExplainInDepth() => Page.ExplainInDepth(this, _row);

    /// <summary>What models are given of it: NaN for what is not known. See <see cref="FraudOptions.Features"/>.</summary>
    /// <param name="names">Features that the engine was asked for.</param>
    /// <param name="row">A place for each.</param>
    internal void ReadFeatures(IReadOnlyList<string> names, Span<float> row)
    {
        var page = Page;
        for (int i = 0; i < names.Count; i++) row[i] = page.Columns.FeatureAt(page.Program.Features[names[i]], _row);
    }

    /// <summary>The same, by the columns that <see cref="FraudEngine.FeatureColumns"/> told.</summary>
    internal void ReadFeatures(ReadOnlySpan<int> columns, Span<float> row)
    {
        var batch = Page.Columns;
        for (int i = 0; i < columns.Length; i++) row[i] = batch.FeatureAt(columns[i], _row);
    }

    /// <summary>What the deciding model makes of it; null without a model.</summary>
    internal ModelScores? Scores => Page.Champion;

    internal int Row => _row;

    DecisionPage Page => _page is not null && _page.Generation == _generation ? _page
        : throw new InvalidOperationException("The engine has judged other messages since; explain a decision before the next Evaluate.");

    /// <inheritdoc/>
    public bool Equals(Decision other) => Id == other.Id && Outcome == other.Outcome && Points == other.Points && Status == other.Status && Flags == other.Flags && Score.Equals(other.Score);
    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Decision other && Equals(other);
    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();
    /// <summary>Same number, outcome, points, status, flags and score.</summary>
    public static bool operator ==(Decision left, Decision right) => left.Equals(right);
    /// <summary>Another number, outcome, points, status, flags or score.</summary>
    public static bool operator !=(Decision left, Decision right) => !left.Equals(right);
}

/// <summary>Why a decision is what it is. Account numbers show their last four characters, names their initials.</summary>
/// <param name="Reference">The sender's reference (field 20).</param>
/// <param name="Outcome">What to do.</param>
/// <param name="Points">0 to 100.</param>
/// <param name="Headline">The reason to show first: the composite that fired, else the rule with the most points; empty when nothing fired.</param>
/// <param name="Rules">The rules that fired, in the order of the pack.</param>
/// <param name="NotEvaluable">The rules that could not be judged.</param>
/// <param name="Ruleset">Content hash of the rules and parameters.</param>
/// <param name="DataVersion">Content hash of the reference data.</param>
public sealed record Explanation(
    string Reference, Outcome Outcome, int Points, string Headline, IReadOnlyList<RuleHit> Rules, IReadOnlyList<NotEvaluable> NotEvaluable, string Ruleset, string DataVersion)
{
    /// <summary>The points of each family with fired rules before its cap, and the cap; of an explanation in depth.</summary>
    public IReadOnlyList<(string Family, int Points, int Cap)> Families { get; init; } = [];

    /// <summary>
    /// The smallest changes, each of one value, that would have let it pass, at most five, the smallest first; where none would, the rules that would have had to fall away, then
    /// the changes that would have brought a lower outcome. Empty for what passed. Of an explanation in depth.
    /// </summary>
    public IReadOnlyList<Counterfactual> Counterfactuals { get; init; } = [];

    /// <summary>Rules that one comparison kept from firing, the nearest first, at most ten: the reason says by how much. Of an explanation in depth.</summary>
    public IReadOnlyList<RuleHit> NearMisses { get; init; } = [];
    /// <summary>As <see cref="Decision.Score"/>.</summary>
    public double Score { get; init; } = double.NaN;

    /// <summary>What the model's trees add up to: the log-odds of a classifier, before calibration; NaN without a model.</summary>
    public double Margin { get; init; } = double.NaN;

    /// <summary>The share of the engine's latest 65,536 transfers that the model finds less suspicious; NaN without a model, and before the first 1,000.</summary>
    public double Percentile { get; init; } = double.NaN;

    /// <summary>Content hash of the model; empty without one.</summary>
    public string Model { get; init; } = "";

    /// <summary>The mean margin of the model's training rows, against which contributions are held; NaN without a model. Of an explanation in depth.</summary>
    public double ExpectedMargin { get; init; } = double.NaN;

    /// <summary>
    /// What each feature added to the margin, the most telling first; those that added nothing are left out. With <see cref="ExpectedMargin"/> they add up to <see cref="Margin"/>, but for its
    /// rounding (1e-6, see <see cref="Fraud.Model.Margin"/>). Of an explanation in depth.
    /// </summary>
    public IReadOnlyList<Contribution> Contributions { get; init; } = [];

    /// <summary>The rules that fired and count for nothing: in shadow, or snoozed.</summary>
    public IReadOnlyList<RuleHit> Shadow { get; init; } = [];
    /// <summary>The overrides that applied, with their end, author and reason.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];
    /// <summary>Which of the engine's policies decided: 1 for the one it was made with, one more with each reload.</summary>
    public int Generation { get; init; }
}

/// <summary>A rule that fired.</summary>
/// <param name="Id">Such as N01.</param>
/// <param name="Name">Such as NEW_CREDITOR.</param>
/// <param name="Family">The family whose cap it counts under.</param>
/// <param name="Points">Its points, before the cap of the family.</param>
/// <param name="Reason">The sentence for the analyst.</param>
/// <param name="Values">The values it read, by the names the rule uses.</param>
public sealed record RuleHit(string Id, string Name, string Family, int Points, string Reason, IReadOnlyList<KeyValuePair<string, string>> Values);

/// <summary>What a feature added to a model's margin, against what the model knows of transfers in general.</summary>
/// <param name="Feature">Its name in the policy.</param>
/// <param name="Value">What it was.</param>
/// <param name="Amount">Above 0 it made the transfer more suspicious, below less. The amounts of all features and <see cref="Explanation.ExpectedMargin"/> add up to the margin.</param>
/// <param name="Sentence">The same for the analyst.</param>
public sealed record Contribution(string Feature, string Value, double Amount, string Sentence);

/// <summary>A rule that could not be judged: not the same as clean.</summary>
/// <param name="Rule">Such as A03.</param>
/// <param name="Why">Such as "cold start" or "no policy declared".</param>
public sealed record NotEvaluable(string Rule, string Why);
