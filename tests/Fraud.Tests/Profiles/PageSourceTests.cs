using Fraud.Profiles;

namespace Fraud.Tests.Profiles;

public unsafe class PageSourceTests
{
    [Theory, InlineData(0), InlineData(100_000), InlineData(4 << 20)]
    public void Pieces_are_zeroed_and_do_not_overlap(long reserve)
    {
        using var pages = new PageSource(reserve);
        var random = new Random(3);
        var held = new List<(nint Memory, int Bytes, byte Mark)>();
        for (int step = 0; step < 400; step++)
        {
            if (held.Count > 0 && random.Next(3) == 0)
            {
                var (memory, bytes, mark) = held[random.Next(held.Count)];
                Assert.Equal(-1, new ReadOnlySpan<byte>((void*)memory, bytes).IndexOfAnyExcept(mark));
                held.Remove((memory, bytes, mark));
                pages.Free((byte*)memory, (nuint)bytes);
                continue;
            }
            int size = random.Next(1, 20_000);
            byte* piece = pages.Allocate((nuint)size);
            Assert.Equal(0, (long)piece % 64);
            var span = new Span<byte>(piece, size);
            Assert.Equal(-1, span.IndexOfAnyExcept((byte)0));
            byte fill = (byte)random.Next(1, 256);
            span.Fill(fill);
            held.Add(((nint)piece, size, fill));
        }
        foreach (var (memory, bytes, mark) in held)
        {
            Assert.Equal(-1, new ReadOnlySpan<byte>((void*)memory, bytes).IndexOfAnyExcept(mark));
            pages.Free((byte*)memory, (nuint)bytes);
        }
    }
}
