using Fraud.Profiles;
using FsCheck.Xunit;

namespace Fraud.Tests.Profiles;

public class DuplicateGuardTests
{
    const long Day = TimeSpan.TicksPerDay, Start = ProfileStream.Start;

    [Theory]
    // first seen, again (days)   is a duplicate
    [InlineData(0, 0, true)]
    [InlineData(0, 89, true)]
    [InlineData(0, 90, false)]
    [InlineData(5, 0, true)] // arrives late, with the earlier time
    public void A_digest_is_a_duplicate_within_ninety_days(int first, int again, bool seen)
    {
        using var guard = new DuplicateGuard(1 << 16);
        Assert.False(guard.Seen(42, Start + first * Day));
        Assert.Equal(seen, guard.Seen(42, Start + again * Day));
    }

    [Property(MaxTest = 50)]
    public bool Equals_a_dictionary_while_there_is_room(byte[] digests)
    {
        using var guard = new DuplicateGuard(1 << 20);
        var seen = new Dictionary<ulong, long>();
        long now = Start;
        foreach (byte b in digests)
        {
            now += 7 * Day;
            ulong digest = (ulong)(b % 20 + 1) * 0x9E3779B97F4A7C15;
            bool expected = seen.TryGetValue(digest, out long before) && now - before < DuplicateGuard.Window;
            if (guard.Seen(digest, now) != expected) return false;
            seen[digest] = now;
        }
        return guard.Evicted == 0;
    }

    [Fact]
    public void The_oldest_are_forgotten_when_it_is_full_and_memory_does_not_grow()
    {
        using var guard = new DuplicateGuard(1 << 16);
        Assert.Equal(1 << 16, guard.Bytes);
        var hasher = new KeyHasher("0123456789abcdef"u8);
        const int places = (1 << 16) / 16;
        for (uint i = 0; i < 3 * places; i++) Assert.False(guard.Seen(hasher.Combine(i, 0), Start + i));
        Assert.InRange(guard.Evicted, 2 * places, 2 * places + places / 2);
        int kept = 0;
        for (uint i = 3 * places - places / 2; i < 3 * places; i++) if (guard.Seen(hasher.Combine(i, 0), Start + 3 * places)) kept++;
        Assert.InRange(kept, places / 2 * 8 / 10, places / 2);
    }

    [Fact]
    public void Two_guards_that_saw_the_same_are_equal()
    {
        using var a = new DuplicateGuard(1 << 12);
        using var b = new DuplicateGuard(1 << 12);
        for (ulong i = 1; i < 2_000; i++) Assert.Equal(a.Seen(i * 0x9E3779B97F4A7C15, Start + (long)i % 700 * Day), b.Seen(i * 0x9E3779B97F4A7C15, Start + (long)i % 700 * Day));
        Assert.Equal(a.StateHash(), b.StateHash());
        b.Seen(1, Start);
        Assert.NotEqual(a.StateHash(), b.StateHash());
    }
}
