namespace Fraud.Cli.Features;

/// <summary>What is known of a transfer beside its features.</summary>
/// <param name="Id">By what a person names it, as a replay does.</param>
/// <param name="At">When it was judged: event time.</param>
/// <param name="Label">Whether it turned out to be fraud; null where nobody knows.</param>
/// <param name="Debtor">A pseudonym of the account that pays, 0 when none is named: the same account has the same in every file, and it is none of its letters.</param>
/// <param name="Amount">What is paid.</param>
readonly record struct FeatureRow(string Id, DateTimeOffset At, bool? Label, ulong Debtor, Money Amount);

/// <summary>Takes a transfer with its features at that moment, in the order of the replay.</summary>
/// <param name="row">What it is.</param>
/// <param name="features">A value for each feature, NaN for what was not known; valid during the call.</param>
delegate void FeatureSink(in FeatureRow row, ReadOnlySpan<float> features);
