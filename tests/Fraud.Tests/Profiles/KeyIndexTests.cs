using Fraud.Profiles;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests.Profiles;

public unsafe class KeyIndexTests
{
    const int RecordBytes = 64;

    /// <summary>An index with its records, beside a dictionary that is always right.</summary>
    sealed class Pair : IDisposable
    {
        public readonly RecordSlab Records = new(RecordBytes, PageSource.System);
        public readonly KeyIndex Index;
        public readonly Dictionary<long, int> Expected = [];
        int _next = RecordSlab.First;

        public Pair()
        {
            Records.Grow(RecordSlab.First);
            Index = new KeyIndex(Records, Records.End, PageSource.System);
        }

        public void Add(long key)
        {
            if (Expected.ContainsKey(key)) return;
            if (_next == Records.End)
            {
                Records.Grow(Records.NextChunk);
                Index.Double();
            }
            *(long*)Records.At(_next) = key;
            Index.Add(key, _next);
            Expected[key] = _next++;
        }

        public void Remove(long key)
        {
            if (Expected.Remove(key, out int number)) Index.Remove(key, number);
        }

        public void Check(IEnumerable<long> keys)
        {
            foreach (long key in keys)
            {
                int number = Expected.GetValueOrDefault(key);
                Assert.Equal(number, Index.Find(key));
                // A guess may name a key of the same low half; it never misses one that is there.
                int guess = Index.Guess(key);
                Assert.True(number == 0 || guess != 0 && (int)Records.KeyOf(guess) == (int)key);
            }
        }

        public void Dispose()
        {
            Index.Dispose();
            Records.Dispose();
        }
    }

    /// <summary>Keys of few different low halves, so that buckets overflow and guesses go wrong.</summary>
    static readonly Gen<long> Colliding = from high in Gen.Choose(1, 40) from low in Gen.Elements(0u, 1u, 2u, 7u, 0xFFFF_FFFFu) select (long)high << 32 | low;

    [Property(MaxTest = 60)]
    public Property Finds_what_a_dictionary_finds()
    {
        var steps = Gen.ArrayOf(from add in Gen.Choose(0, 2) from key in Gen.Frequency((3, Colliding), (1, ArbMap.Default.GeneratorFor<long>().Where(k => k != 0))) select (Add: add > 0, Key: key), 400);
        return Prop.ForAll(steps.ToArbitrary(), all =>
        {
            using var pair = new Pair();
            foreach (var (add, key) in all)
            {
                if (add) pair.Add(key);
                else pair.Remove(key);
            }
            pair.Check(all.Select(s => s.Key).Append(123_456_789));
        });
    }

    [Fact]
    public void Doubling_loses_no_key_and_records_stay_where_they_are()
    {
        using var pair = new Pair();
        pair.Add(1);
        byte* first = pair.Records.At(pair.Index.Find(1));
        for (long key = 2; key < 20_000; key++) pair.Add(key * 0x1_0000_0001);
        pair.Check(pair.Expected.Keys);
        Assert.True(first == pair.Records.At(pair.Index.Find(1)));
        Assert.InRange(pair.Index.LongestWalk, 0, 4);
    }

    [Fact]
    public void Neighbours_are_keys_of_the_own_bucket_first()
    {
        using var pair = new Pair();
        for (long key = 1; key <= 12; key++) pair.Add(key << 32 | 5);
        Span<int> numbers = stackalloc int[8];
        Assert.Equal(8, pair.Index.Neighbours(99L << 32 | 5, numbers));
        foreach (int number in numbers) Assert.Contains(number, pair.Expected.Values);
        Assert.Equal(8, numbers.ToArray().Distinct().Count());
    }

    [Fact]
    public void A_chunk_cut_short_is_the_last()
    {
        using var records = new RecordSlab(RecordBytes, PageSource.System);
        records.Grow(RecordSlab.First);
        Assert.Equal(2 * RecordSlab.First, records.NextChunk);
        records.Grow(5);
        Assert.Equal(2 * RecordSlab.First + 5, records.End);
        Assert.Equal(0, records.NextChunk);
        Assert.Equal(4 * RecordBytes, records.At(records.End - 1) - records.At(2 * RecordSlab.First));
    }
}
