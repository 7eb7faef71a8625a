using System.Numerics;

namespace Fraud.Cli.Simulation;

/// <summary>
/// xoshiro256** seeded by SplitMix64: the same draws from the same seed on every runtime, which System.Random does not promise.
/// A stream is a purpose ("amounts", "times"): adding draws to one leaves the others as they were.
/// </summary>
struct SeededRandom
{
    ulong _a, _b, _c, _d;

    public SeededRandom(ulong seed, ulong stream = 0)
    {
        ulong state = seed + Mix(stream + 0x9E3779B97F4A7C15);
        _a = Mix(state += 0x9E3779B97F4A7C15);
        _b = Mix(state += 0x9E3779B97F4A7C15);
        _c = Mix(state += 0x9E3779B97F4A7C15);
        _d = Mix(state + 0x9E3779B97F4A7C15);
    }

    /// <summary>SplitMix64's finaliser: a good 64-bit hash of one number.</summary>
    public static ulong Mix(ulong x)
    {
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
        x = (x ^ x >> 27) * 0x94D049BB133111EB;
        return x ^ x >> 31;
    }

    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9, shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>0 to <paramref name="count"/> − 1; the bias of the multiplication is below 2^-32 for any count drawn here.</summary>
    public int Below(int count) => (int)(ulong)((UInt128)Next() * (ulong)count >> 64);

    /// <summary>Above 0 and below 1, in steps of 2^-53.</summary>
    public double Unit() => ((Next() >> 11) + 0.5) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Unit() < probability;

    public double Normal() => PortableMath.NormalQuantile(Unit());

    public double LogNormal(double median, double sigma) => median * PortableMath.Exp(sigma * Normal());

    /// <summary>A rank below <paramref name="count"/>, rank r with a weight of about 1/(r+1): Zipf's law with exponent 1.</summary>
    public int Zipf(int count) => Math.Min(count - 1, (int)PortableMath.Exp(Unit() * PortableMath.Ln(count + 1)) - 1);

    public T Pick<T>(T[] items) => items[Below(items.Length)];

    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
