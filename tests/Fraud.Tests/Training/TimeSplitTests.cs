using Fraud.Training;

namespace Fraud.Tests.Training;

public class TimeSplitTests
{
    /// <summary>Rows as letters, F for fraud, at the times given, 1 when none are.</summary>
    static TrainingSet Set(string rows, Func<int, long> ticks) =>
        new(["a"], [.. rows.Select(_ => new float[1])], [.. rows.Select(c => c == 'F')], [.. Enumerable.Range(0, rows.Length).Select(ticks)]);

    static string Every(int rows, int fraud) => string.Concat(Enumerable.Range(0, rows).Select(i => i % fraud == 0 ? 'F' : '.'));

    [Fact]
    public void The_last_fifth_validates() => Assert.Equal(800, TimeSplit.Of(Set(Every(1000, 5), i => i + 1)));

    [Fact]
    public void A_table_without_times_is_in_the_order_of_its_rows() => Assert.Equal(800, TimeSplit.Of(Set(Every(1000, 5), _ => 0)));

    [Fact]
    public void Rows_of_one_time_stay_together() => Assert.Equal(700, TimeSplit.Of(Set(Every(1000, 5), i => i / 350 + 1)));

    [Fact]
    public void It_begins_earlier_until_it_holds_twenty_of_fraud() => Assert.Equal(601, TimeSplit.Of(Set(Every(1000, 20), i => i + 1)) + 1);

    [Fact]
    public void But_no_earlier_than_half() => Assert.Equal(500, TimeSplit.Of(Set(Every(1000, 40), i => i + 1)));

    [Theory]
    [InlineData(100)] // 10 of fraud: not enough for either side
    [InlineData(1000)]
    public void Nothing_is_kept_back_when_fraud_is_too_rare(int fraud) => Assert.Equal(1000, TimeSplit.Of(Set(Every(1000, fraud), i => i + 1)));

    [Fact]
    public void Nothing_is_kept_back_when_all_fraud_is_late() => Assert.Equal(1000, TimeSplit.Of(Set(new string('.', 900) + new string('F', 100), i => i + 1)));
}
