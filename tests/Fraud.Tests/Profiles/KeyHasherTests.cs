using System.Buffers.Binary;
using System.Numerics;
using Fraud.Profiles;
using FsCheck.Xunit;

namespace Fraud.Tests.Profiles;

public class KeyHasherTests
{
    static readonly byte[] Secret = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];

    /// <summary>SipHash-c-d as its paper has it, for any c and d.</summary>
    static ulong Sip(int c, int d, byte[] key, byte[] text)
    {
        ulong k0 = BitConverter.ToUInt64(key, 0), k1 = BitConverter.ToUInt64(key, 8);
        ulong[] v = [k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573];
        void Rounds(int n)
        {
            for (; n > 0; n--)
            {
                v[0] += v[1]; v[1] = BitOperations.RotateLeft(v[1], 13); v[1] ^= v[0]; v[0] = BitOperations.RotateLeft(v[0], 32);
                v[2] += v[3]; v[3] = BitOperations.RotateLeft(v[3], 16); v[3] ^= v[2];
                v[0] += v[3]; v[3] = BitOperations.RotateLeft(v[3], 21); v[3] ^= v[0];
                v[2] += v[1]; v[1] = BitOperations.RotateLeft(v[1], 17); v[1] ^= v[2]; v[2] = BitOperations.RotateLeft(v[2], 32);
            }
        }
        byte[] padded = [.. text, .. new byte[7 - text.Length % 8], (byte)text.Length];
        for (int i = 0; i < padded.Length; i += 8)
        {
            ulong word = BitConverter.ToUInt64(padded, i);
            v[3] ^= word;
            Rounds(c);
            v[0] ^= word;
        }
        v[2] ^= 0xff;
        Rounds(d);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    /// <summary>The vector of the SipHash paper, appendix A: the reference here is the function it should be.</summary>
    [Fact]
    public void Reference_gives_the_published_vector()
        => Assert.Equal(0xa129ca6149be45e5UL, Sip(2, 4, Secret, [.. Enumerable.Range(0, 15).Select(i => (byte)i)]));

    [Property(MaxTest = 300)]
    public bool Hash_is_SipHash_1_3(byte[] text) => new KeyHasher(Secret).Hash(text) == Sip(1, 3, Secret, text);

    /// <summary>The folded multiplications, written with whole numbers of any length.</summary>
    [Property]
    public bool A_tuple_is_two_folded_multiplications_under_the_secret(ulong a, ulong b)
    {
        ulong k0 = BinaryPrimitives.ReadUInt64LittleEndian(Secret), k1 = BinaryPrimitives.ReadUInt64LittleEndian(Secret.AsSpan(8));
        static ulong Fold(ulong x, ulong y)
        {
            var product = (System.Numerics.BigInteger)x * y;
            return (ulong)(product & ulong.MaxValue) ^ (ulong)(product >> 64);
        }
        ulong expected = Fold(Fold(a ^ k0 ^ 0xA0761D6478BD642F, b ^ k1 ^ 0xE7037ED1A0B428DB), a ^ System.Numerics.BitOperations.RotateLeft(b, 32) ^ 0x8EBC6AF09C88C6E3);
        var hasher = new KeyHasher(Secret);
        return hasher.Combine(a, b) == (expected << 1 == 0 ? 1 : expected) && (a == b || hasher.Combine(a, b) != hasher.Combine(b, a));
    }

    [Fact]
    public void Small_tuples_do_not_collide_under_any_of_a_hundred_secrets()
    {
        for (byte secret = 0; secret < 100; secret++)
        {
            var hasher = new KeyHasher([.. Enumerable.Repeat(secret, 16)]);
            var seen = new HashSet<ulong>();
            for (ulong a = 0; a < 50; a++)
                for (ulong b = 0; b < 50; b++) Assert.True(seen.Add(hasher.Combine(a, b)), $"{secret}: {a}, {b}");
        }
    }

    [Fact]
    public void Another_secret_gives_other_keys()
        => Assert.NotEqual(new KeyHasher(Secret).Hash("DE89370400440532013000"u8), new KeyHasher([.. Secret.Reverse()]).Hash("DE89370400440532013000"u8));

    [Fact]
    public void A_secret_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => new KeyHasher(new byte[15]));
}
