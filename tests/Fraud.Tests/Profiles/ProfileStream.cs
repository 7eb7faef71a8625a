using Fraud.Profiles;

namespace Fraud.Tests.Profiles;

/// <summary>One transfer of a random stream; small numbers, so that keys, times and values meet often.</summary>
public readonly record struct Arrival(byte Key, byte Other, byte Gap, byte Late, byte Where, sbyte Amount, byte Second, byte Name, byte Duplicate, byte Settled);

/// <summary>Random arrivals as columns, run through a table in batches.</summary>
sealed class ProfileStream
{
    public const int Key = 0, OtherKey = 1, Day = 2, Hour = 3, Where = 4, Amount = 5, LnAmount = 6, Second = 7, Name = 8, FirstOutput = 12;
    public const long Start = 638_000_000_000_000_000;
    const long Unknown = ColumnBatch.Unknown;

    static readonly string[] Names =
    [
        "", "ACME LTD", "Acme Limited", "SIEMENS AG", "SIERNENS AG", "SIEMENS A", "Siemsen AG", "MULLER & SOHNE GMBH", "MUELLER SOHNE", "LTD", "TAN", "TOM",
        "GLOBAL TRADE 100", "GLOBAL TRADE IOO", "Lin Trading Company of the North", "J SMITH", "SMITH J",
    ];

    ColumnBatch? _batch;

    public readonly List<(long Ticks, long[] Row, bool Duplicate, Ledger? Settled)> Rows = [];

    public ProfileStream(IEnumerable<Arrival> arrivals, int outputs)
    {
        long now = Start;
        foreach (Arrival a in arrivals)
        {
            now += a.Gap % 16 * 7 * TimeSpan.TicksPerMinute;
            // One in five is late, by up to eleven hours.
            long ticks = a.Late % 5 == 0 ? now - a.Late * 13 * TimeSpan.TicksPerMinute / 5 : now;
            var row = new long[FirstOutput + outputs];
            row[Key] = Hash(a.Key % 5);
            row[OtherKey] = Hash(a.Other % 5);
            row[Day] = a.Where % 11 == 0 ? Unknown : ticks / TimeSpan.TicksPerDay;
            row[Hour] = a.Where % 13 == 0 ? Unknown : ticks / TimeSpan.TicksPerHour % 48;
            row[Where] = (a.Where % 4) switch { 0 => 0, 1 => Unknown, _ => 1 };
            row[Amount] = a.Amount % 9 == 0 ? Unknown : a.Amount;
            row[LnAmount] = a.Amount % 7 == 0 ? Unknown : ColumnBatch.Ordered(a.Amount / 8.0);
            row[Second] = a.Second % 6 == 0 ? Unknown : a.Second % 6;
            if (a.Name % 7 == 0) row[Name] = Unknown;
            else PackedName.Pack(System.Text.Encoding.ASCII.GetBytes(Names[a.Name % Names.Length]), row.AsSpan(Name, PackedName.Words));
            Rows.Add((ticks, row, a.Duplicate % 8 == 0, (a.Settled % 6) switch { 0 => null, 1 => Ledger.Rejected, 2 => Ledger.Fraud, 3 => Ledger.Labelled, _ => Ledger.Accepted }));
        }
    }

    /// <summary>0 stays 0: an absent key.</summary>
    static long Hash(int key) => key * unchecked((long)0x9E3779B97F4A7C15);

    /// <summary>Runs the rows, settling after every so many; within them, batches of the sizes given in turn. Answers the columns of every row, outputs filled.</summary>
    public List<long[]> Run(ProfileTable table, int settleEvery, IReadOnlyList<int> batchSizes, int strata = 1)
    {
        var results = new List<long[]>();
        int turn = 0, columns = Rows.Count == 0 ? 0 : Rows[0].Row.Length;
        for (int tick = 0; tick < Rows.Count; tick += settleEvery)
        {
            int end = Math.Min(Rows.Count, tick + settleEvery);
            var pending = new List<int>();
            for (int start = tick; start < end;)
            {
                int size = Math.Min(batchSizes[turn++ % batchSizes.Count], end - start);
                ColumnBatch batch = Batch(columns, [.. Enumerable.Range(start, size)]);
                for (int step = 0; step < 3 && size <= ProfileTable.FewRows; step++) table.Fetch(batch, step);
                for (int stratum = 0; stratum < strata; stratum++) table.Observe(batch, stratum);
                for (int i = 0; i < size; i++) results.Add([.. Enumerable.Range(0, columns).Select(c => batch.Values[c * ColumnBatch.Stride + i])]);
                pending.AddRange(Enumerable.Range(start, size).Where(i => Rows[i].Settled != null));
                start += size;
            }
            foreach (int[] rows in pending.Chunk(ColumnBatch.Capacity))
                table.Settle(Batch(columns, rows), [.. rows.Select(i => Rows[i].Settled!.Value)]);
        }
        return results;
    }

    ColumnBatch Batch(int columns, int[] rows)
    {
        // One batch for all, as an engine has it: what is left over from other rows may not matter.
        ColumnBatch batch = _batch ??= new ColumnBatch(columns);
        batch.Rows = rows.Length;
        for (int i = 0; i < rows.Length; i++)
        {
            (long ticks, long[] row, bool duplicate, _) = Rows[rows[i]];
            batch.Ticks[i] = ticks;
            batch.Duplicate[i] = duplicate;
            for (int c = 0; c < columns; c++) batch.Values[c * ColumnBatch.Stride + i] = row[c];
        }
        return batch;
    }

    /// <summary>The same by the naive reference; null for unknown.</summary>
    public List<long?[]> RunNaively(ProfileSpec spec, int settleEvery)
    {
        var naive = new NaiveProfiles(spec);
        var results = new List<long?[]>();
        for (int tick = 0; tick < Rows.Count; tick += settleEvery)
        {
            int end = Math.Min(Rows.Count, tick + settleEvery);
            for (int i = tick; i < end; i++)
            {
                foreach (int stratum in spec.Aggregates.Where(a => a.Ledger == Ledger.Attempts).Select(a => a.Stratum).Distinct())
                    if (!Rows[i].Duplicate) naive.Record(Rows[i].Row, Rows[i].Ticks, Ledger.Attempts, stratum);
                results.Add([.. spec.Aggregates.Select(a => naive.Read(a, Rows[i].Row, Rows[i].Ticks))]);
            }
            for (int i = tick; i < end; i++)
                if (Rows[i].Settled is { } ledger && !Rows[i].Duplicate) naive.Record(Rows[i].Row, Rows[i].Ticks, ledger, 0);
        }
        return results;
    }
}
