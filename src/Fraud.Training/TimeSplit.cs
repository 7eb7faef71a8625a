namespace Fraud.Training;

/// <summary>Parts rows in time, never at random: what validates comes after everything that was fitted, as what is to be scored will.</summary>
static class TimeSplit
{
    /// <summary>Fewer rows of fraud say nothing about how many trees to keep.</summary>
    public const int FraudMin = 20;

    const double Share = 0.2, ShareMax = 0.5;

    /// <summary>
    /// The first row of the validation part: the last fifth, or as much more, up to the last half, as holds <see cref="FraudMin"/> rows of fraud. Rows of one time stay together. The number of
    /// rows when nothing can be kept back, because too little fraud would be left on either side.
    /// </summary>
    public static int Of(TrainingSet set)
    {
        int rows = set.Rows.Count, at = StartOfTime(set, (int)(rows * (1 - Share))), frauds = Count(set, at, rows);
        while (frauds < FraudMin && at > rows * (1 - ShareMax))
        {
            int earlier = StartOfTime(set, at - 1);
            frauds += Count(set, earlier, at);
            at = earlier;
        }
        bool usable = frauds >= FraudMin / 2 && set.FraudCount - frauds >= TrainingOptions.FraudMin && at >= TrainingOptions.RowsMin;
        return usable ? at : rows;
    }

    static int StartOfTime(TrainingSet set, int row)
    {
        if (!set.HasTimes) return row;
        while (row > 0 && set.Ticks[row - 1] == set.Ticks[row]) row--;
        return row;
    }

    static int Count(TrainingSet set, int from, int to)
    {
        int frauds = 0;
        for (int row = from; row < to; row++) if (set.IsFraud[row]) frauds++;
        return frauds;
    }
}
