namespace Fraud.Training;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same draws from the same seed on every runtime, which System.Random does not promise.</summary>
struct SplitMix(ulong seed)
{
    ulong _state = seed;

    public ulong Next()
    {
        ulong x = _state += 0x9E3779B97F4A7C15;
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
        x = (x ^ x >> 27) * 0x94D049BB133111EB;
        return x ^ x >> 31;
    }

    /// <summary>0 to <paramref name="count"/> − 1; the bias of the multiplication is below 2^-32.</summary>
    public int Below(int count) => (int)(ulong)((UInt128)Next() * (ulong)count >> 64);

    /// <summary>At least 0 and below 1, in steps of 2^-53.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));
}
