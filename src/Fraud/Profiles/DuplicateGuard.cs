using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace Fraud.Profiles;

/// <summary>
/// Remembers the digests of messages for 90 days of event time, to tell a resent one. Fixed memory: a digest lies in one of eight places in two neighbouring cache
/// lines; when all are taken, the oldest of the eight leaves. At 64 MB, four million digests, of which under load the oldest tenth is lost first.
/// </summary>
sealed unsafe class DuplicateGuard : IDisposable
{
    public const long Window = 90 * TimeSpan.TicksPerDay;
    const int PerLine = 4, LineBytes = 64;

    struct Sighting
    {
        public ulong Digest;
        public long Ticks;
    }

    readonly byte* _memory;
    readonly nuint _bytes;
    readonly long _lines;
    long _newest = long.MinValue;
    bool _disposed;

    public DuplicateGuard(long budgetBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budgetBytes, 2 * LineBytes);
        _lines = (long)(BitOperations.RoundUpToPowerOf2((ulong)budgetBytes + 1) / 2 / LineBytes);
        _bytes = (nuint)(_lines * LineBytes);
        _memory = Pages.Allocate(_bytes);
    }

    public long Bytes => (long)_bytes;

    /// <summary>Digests forgotten before their 90 days were over.</summary>
    public long Evicted { get; private set; }

    /// <summary>The bucket of a digest and the one beside it are the two halves of 128 bytes.</summary>
    Sighting* Bucket(ulong digest, int half) => (Sighting*)(_memory + (((long)(digest & (ulong)(_lines - 1))) ^ half) * LineBytes);

    public void Prefetch(ulong digest)
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(Bucket(digest, 0));
        Sse.Prefetch0(Bucket(digest, 1));
    }

    /// <summary>
    /// True when the digest was seen less than 90 days before or after, by event time; else it is remembered. A repeat is remembered too, at the later of its times.
    /// 0 stands for no digest: never seen.
    /// </summary>
    public bool Seen(ulong digest, long ticks)
    {
        if (digest == 0) return false;
        _newest = Math.Max(_newest, ticks);
        Sighting* place = null;
        for (int half = 0; half < 2; half++)
        {
            Sighting* bucket = Bucket(digest, half);
            for (int i = 0; i < PerLine; i++)
            {
                Sighting* sighting = bucket + i;
                if (sighting->Digest == digest)
                {
                    bool seen = Math.Abs(ticks - sighting->Ticks) < Window;
                    sighting->Ticks = Math.Max(sighting->Ticks, ticks);
                    return seen;
                }
                if (place != null && place->Digest == 0) continue;
                if (place == null || sighting->Digest == 0 || sighting->Ticks < place->Ticks) place = sighting;
            }
        }
        if (place->Digest != 0 && _newest - place->Ticks < Window) Evicted++;
        place->Digest = digest;
        place->Ticks = ticks;
        return false;
    }

    /// <summary>Equal for guards that saw the same.</summary>
    public ulong StateHash()
    {
        ulong sum = 0;
        for (long i = 0; i < _lines * PerLine; i++)
        {
            Sighting* sighting = (Sighting*)_memory + i;
            if (sighting->Digest == 0) continue;
            ulong hash = (sighting->Digest ^ BitOperations.RotateLeft((ulong)sighting->Ticks * 0x9E3779B97F4A7C15, 29)) * 0xD6E8FEB86659FD93;
            sum += hash ^ hash >> 32;
        }
        return sum;
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Pages.Free(_memory, _bytes);
    }
}
