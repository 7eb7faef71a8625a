namespace Fraud.Profiles;

enum Ledger : byte { Attempts, Accepted, Rejected }

enum AggregateKind : byte
{
    Count, Sum, Min, Max, Distinct, First, Last, LastValue, Median, RobustZ, Quantile, DaySum, DayCount, MaxDaySum, HourShare, HourlyQuantile, Similar, NameSimilarity, Lookalike,
}

sealed record Aggregate(
    AggregateKind Kind, Ledger Ledger, int WhereColumn, int ReadKeyColumn, int ValueColumn, int SecondColumn, long WindowTicks, double Parameter, int Output, int Stratum);

sealed record ProfileSpec(string Name, int KeyColumn, int DayColumn, int HourColumn, IReadOnlyList<Aggregate> Aggregates);
