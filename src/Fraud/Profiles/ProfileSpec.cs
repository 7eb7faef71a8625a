namespace Fraud.Profiles;

/// <summary>
/// One number wanted of a key's history. Columns are indices into the <see cref="ColumnBatch"/>, −1 for none.
/// </summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Ledger">Of which events.</param>
/// <param name="WhereColumn">Only events for which this column was 1 when they were recorded; neither 0 nor unknown counts.</param>
/// <param name="ReadKeyColumn">The key it is read at: usually the table's own, or another one (the creditor's record, read at the debtor's account).</param>
/// <param name="ValueColumn">The value; the first of four for names.</param>
/// <param name="SecondColumn">The account of <see cref="AggregateKind.Lookalike"/>, the counted value of <see cref="AggregateKind.Similar"/>.</param>
/// <param name="WindowTicks">Length of the window in ticks of 100 ns; 0 = ever.</param>
/// <param name="Parameter">Quantile, share, floor or count, as the kind says.</param>
/// <param name="Output">The column written.</param>
/// <param name="Stratum">The pass in which it is recorded and read: its inputs may be outputs of earlier passes.</param>
sealed record Aggregate(
    AggregateKind Kind, Ledger Ledger, int WhereColumn, int ReadKeyColumn, int ValueColumn, int SecondColumn,
    long WindowTicks, double Parameter, int Output, int Stratum);

/// <summary>What one table remembers per key. An absent key (0 or unknown) records nothing and reads <see cref="UnknownReason.FieldAbsent"/>.</summary>
/// <param name="Name">For people: "debtor", "debtor, creditor".</param>
/// <param name="KeyColumn">Holds the key's keyed hash.</param>
/// <param name="DayColumn">Holds the local day number, for the day aggregates; else −1.</param>
/// <param name="HourColumn">Holds day type × 24 + local hour (day type 0 = business day, 1 = not), for the hour share; else −1.</param>
/// <param name="Aggregates">What is asked.</param>
sealed record ProfileSpec(string Name, int KeyColumn, int DayColumn, int HourColumn, IReadOnlyList<Aggregate> Aggregates);
