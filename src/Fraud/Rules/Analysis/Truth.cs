namespace Fraud.Rules.Analysis;

/// <summary>Sets of the three truth values, as bits, and the connectives over them: what can come out where each side can be any of its set.</summary>
static class Truth
{
    public const byte False = 1, True = 2, Unknown = 4, Known = False | True, Any = 7;

    static readonly byte[] s_and = Table((a, b) => a == False || b == False ? False : a == Unknown || b == Unknown ? Unknown : True);
    static readonly byte[] s_or = Table((a, b) => a == True || b == True ? True : a == Unknown || b == Unknown ? Unknown : False);
    static readonly byte[] s_given = Table((a, b) => a == True ? b : Unknown);
    static readonly byte[] s_coalesce = Table((a, b) => a == Unknown ? b : a);

    public static byte And(byte a, byte b) => s_and[a << 3 | b];
    public static byte Or(byte a, byte b) => s_or[a << 3 | b];
    public static byte Given(byte a, byte b) => s_given[a << 3 | b];
    public static byte Coalesce(byte a, byte b) => s_coalesce[a << 3 | b];
    public static byte Not(byte a) => (byte)(a & Unknown | (a & False) << 1 | (a & True) >> 1);
    public static byte Has(byte a) => (byte)((a & (False | True)) != 0 ? True | ((a & Unknown) != 0 ? False : 0) : (a & Unknown) != 0 ? False : 0);

    public static bool IsOne(byte set) => (set & set - 1) == 0;

    static byte[] Table(Func<byte, byte, byte> connective)
    {
        var table = new byte[64];
        foreach (byte a in (ReadOnlySpan<byte>)[False, True, Unknown])
            foreach (byte b in (ReadOnlySpan<byte>)[False, True, Unknown])
                for (int set = 0; set < 64; set++)
                    if ((set >> 3 & a) != 0 && (set & b) != 0) table[set] |= connective(a, b);
        return table;
    }
}
