using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fraud.Messages;

static partial class FinScanner
{
    const int Step = 64;        // bytes a step looks at; it reads one more, for what follows a line end
    internal const int HitCapacity = 256, HitRoom = HitCapacity - Step;

    /// <summary>
    /// Cuts the text block into fields. A field opens where a line end is followed by a complete tag, the block ends at a line that begins with <c>-}</c>;
    /// both are found 64 bytes at a time as bits: "line end, then colon" and "hyphen, then brace". First the bits of many steps are turned into positions, then the
    /// positions are walked: one loop over both would mispredict in nearly every step, for how many fields begin in 64 bytes cannot be foreseen.
    /// Returns the position behind the block.
    /// </summary>
    static int ScanText(ReadOnlySpan<byte> message, int start, FinFields table)
    {
        ref byte bytes = ref MemoryMarshal.GetReference(message);
        int length = message.Length;
        ref var items = ref MemoryMarshal.GetArrayDataReference(table.Items);
        ref int hits = ref MemoryMarshal.GetArrayDataReference(table.Hits);
        int full = table.Items.Length - 1;
        int count = table.Count; // fields opened; the last one is the one to close
        bool open = OpenFirst(message, start, table, ref Unsafe.Add(ref items, count), out int at);
        if (open) count++;

        while (at < length - 1)
        {
            int found = FindHits(message, ref at, ref hits);
            for (int i = 0; i < found; i++)
            {
                int hit = Unsafe.Add(ref hits, i);
                if (Unsafe.Add(ref bytes, hit) == '-')
                {
                    if (!EndsBlock(message, hit, start, ref table.Warnings)) continue;
                    bool ownLine = hit > start && message[hit - 1] is (byte)'\n' or (byte)'\r';
                    if (open) Close(ref Unsafe.Add(ref items, count - 1), ownLine ? BeforeLineEnd(ref bytes, hit - 1) : hit);
                    else NoteText(message, start, hit, table);
                    Finish(table, start, hit, count, full);
                    return hit + 2;
                }
                uint tag = TagAt(ref bytes, hit + 1, length - hit - 1, out int name);
                if (tag == 0) continue;
                if (open) Close(ref Unsafe.Add(ref items, count - 1), BeforeLineEnd(ref bytes, hit));
                else NoteText(message, start, hit, table);
                open = true;
                if (count > full) count = full; // the spare place takes, again and again, what does not fit: the block's end must still be found
                Open(ref Unsafe.Add(ref items, count++), tag, hit + 1, name);
            }
        }

        table.Warnings |= FinWarnings.Unterminated;
        if (open)
        {
            ref var last = ref Unsafe.Add(ref items, count - 1);
            int end = length;
            while (end > last.Start && IsBlank(message[end - 1])) end--;
            Close(ref last, end);
        }
        else NoteText(message, start, length, table);
        Finish(table, start, length, count, full);
        return length;
    }

    static void Finish(FinFields table, int start, int end, int count, int full)
    {
        table.Text = new Slice(start, end - start);
        table.Count = Math.Min(count, full);
        if (count > full) table.Warnings |= FinWarnings.Overflow;
    }

    /// <summary>Notes positions from <paramref name="at"/> on, until a hyphen and brace were among them, the room is used up, or the message ends. Returns how many.</summary>
    static int FindHits(ReadOnlySpan<byte> message, ref int at, ref int hits)
    {
        ref byte bytes = ref MemoryMarshal.GetReference(message);
        int length = message.Length, position = at, found = 0;
        bool hyphen = false;
        while (!hyphen && found < HitRoom && length - position > Step)
        {
            ulong bits = Find(ref bytes, position, out hyphen);
            // Four are always written, however many there are: more is rare in 64 bytes, and a write too many costs less than a mispredicted branch.
            ref int slot = ref Unsafe.Add(ref hits, found);
            ulong rest = bits;
            slot = position + BitOperations.TrailingZeroCount(rest);
            rest &= rest - 1;
            Unsafe.Add(ref slot, 1) = position + BitOperations.TrailingZeroCount(rest);
            rest &= rest - 1;
            Unsafe.Add(ref slot, 2) = position + BitOperations.TrailingZeroCount(rest);
            rest &= rest - 1;
            Unsafe.Add(ref slot, 3) = position + BitOperations.TrailingZeroCount(rest);
            rest &= rest - 1;
            for (int more = 4; rest != 0; rest &= rest - 1) Unsafe.Add(ref slot, more++) = position + BitOperations.TrailingZeroCount(rest);
            found += BitOperations.PopCount(bits);
            position += Step;
        }
        if (!hyphen && found < HitRoom)
        {
            // The last step ends with the message: it starts where it must, and the bits already seen are dropped.
            ulong bits;
            int from = position;
            if (length > Step)
            {
                from = length - Step - 1;
                int seen = position - from;
                bits = seen >= Step ? 0 : Find(ref bytes, from, out _) >> seen << seen;
            }
            else bits = FindShort(message, position);
            for (; bits != 0; bits &= bits - 1) Unsafe.Add(ref hits, found++) = from + BitOperations.TrailingZeroCount(bits);
            position = length;
        }
        at = position;
        return found;
    }

    /// <summary>A line end is LF, or a CR that no LF follows: so CRLF counts once, at its LF.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Find(ref byte bytes, int at, out bool hyphen)
    {
        ulong low = FindHalf(ref bytes, at, out var first), high = FindHalf(ref bytes, at + Vector256<byte>.Count, out var second);
        hyphen = (first | second) != Vector256<byte>.Zero;
        return low | high << 32;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint FindHalf(ref byte bytes, int at, out Vector256<byte> close)
    {
        var here = Vector256.LoadUnsafe(ref bytes, (nuint)at);
        var next = Vector256.LoadUnsafe(ref bytes, (nuint)at + 1);
        // CR is looked for only with a colon behind it, so the LF of a CRLF needs no exclusion.
        var end = Vector256.Equals(here, Vector256.Create((byte)'\n')) | Vector256.Equals(here, Vector256.Create((byte)'\r'));
        close = Vector256.Equals(here, Vector256.Create((byte)'-')) & Vector256.Equals(next, Vector256.Create((byte)'}'));
        return (end & Vector256.Equals(next, Vector256.Create((byte)':')) | close).ExtractMostSignificantBits();
    }

    /// <summary>The same bits for a message shorter than a step.</summary>
    static ulong FindShort(ReadOnlySpan<byte> message, int at)
    {
        ulong hits = 0;
        for (int i = at; i < message.Length - 1; i++)
            if (message[i] is (byte)'\n' or (byte)'\r' && message[i + 1] == ':' || message[i] == '-' && message[i + 1] == '}') hits |= 1UL << (i - at);
        return hits;
    }

    /// <summary>The first tag may stand behind {4: at once, or behind blanks: it needs no line end. Says where to go on.</summary>
    static bool OpenFirst(ReadOnlySpan<byte> message, int start, FinFields table, ref FinField field, out int next)
    {
        int at = start;
        bool lineEnd = false, blank = false;
        while (at < message.Length && IsBlank(message[at]))
        {
            if (message[at] is (byte)'\n' or (byte)'\r') { lineEnd = true; blank = false; }
            else blank = true;
            at++;
        }
        uint tag = TagAt(ref MemoryMarshal.GetReference(message), at, message.Length - at, out int name);
        // Without a tag here the bits must be looked for from the start, for the block may be empty: {4: line end -}.
        next = tag == 0 ? start : at + name + 2;
        if (tag == 0) return false;
        if (blank) table.Warnings |= FinWarnings.BlankBeforeTag;
        if (!lineEnd && (table.Warnings & FinWarnings.NoHeaders) == 0) table.Warnings |= FinWarnings.TagWithoutLineEnd;
        Open(ref field, tag, at, name);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Open(ref FinField field, uint tag, int colon, int name)
    {
        field.Tag = tag;
        field.Start = colon + name + 2;
        field.Block = (byte)'4';
        field.NameLength = (byte)name;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Close(ref FinField field, int end) => field.Length = Math.Max(0, end - field.Start);

    /// <summary>The tag whose first colon is here, packed: two or three digits and perhaps a capital letter; 0 = no tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint TagAt(ref byte bytes, int colon, int available, out int name)
    {
        name = 0;
        if (available < 6) return ShortTagAt(ref bytes, colon, available, out name);
        if (Unsafe.Add(ref bytes, colon) != ':') return 0;
        uint four = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bytes, colon + 1));
        if ((four & 0xF0F0) != 0x3030 || ((four & 0x0F0F) + 0x0606 & 0x1010) != 0) return 0;
        uint third = four >> 16 & 0xFF, fourth = four >> 24;
        // Two digits alone or with a letter: told without a branch, for which of them comes next cannot be foreseen.
        int two = Unsafe.BitCast<bool, byte>(third == ':');
        int three = Unsafe.BitCast<bool, byte>(fourth == ':') & Unsafe.BitCast<bool, byte>(third - 'A' < 26);
        if ((two | three) != 0)
        {
            name = 3 - two;
            return four & 0xFFFFFFu >> (two << 3);
        }
        if (third - '0' >= 10) return 0;
        if (fourth == ':') { name = 3; return four & 0xFFFFFF; }
        if (fourth - 'A' >= 26 || Unsafe.Add(ref bytes, colon + 5) != ':') return 0;
        name = 4;
        return four;
    }

    /// <summary>The same where the message ends: the bytes are copied, so that none behind them is read.</summary>
    static uint ShortTagAt(ref byte bytes, int colon, int available, out int name)
    {
        name = 0;
        if (available < 4) return 0;
        Span<byte> padded = [0, 0, 0, 0, 0, 0];
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref bytes, colon), available).CopyTo(padded);
        return TagAt(ref MemoryMarshal.GetReference(padded), 0, padded.Length, out name);
    }

    /// <summary>How many characters a tag has whose first colon is here; 0 = no tag.</summary>
    internal static int TagLength(ReadOnlySpan<byte> message, int colon)
    {
        TagAt(ref MemoryMarshal.GetReference(message), colon, message.Length - colon, out int name);
        return name;
    }

    /// <summary>Where the line that ends at this LF or CR stops.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int BeforeLineEnd(ref byte bytes, int lineEnd) =>
        Unsafe.Add(ref bytes, lineEnd) == '\n' && Unsafe.Add(ref bytes, lineEnd - 1) == '\r' ? lineEnd - 1 : lineEnd;

    /// <summary>
    /// Whether the hyphen and brace here end the block: at the start of a line always; at the end of one (an amount such as <c>23453,-}</c>) only when nothing
    /// but a trailer, another message or the end follows.
    /// </summary>
    static bool EndsBlock(ReadOnlySpan<byte> message, int hyphen, int start, ref FinWarnings warnings)
    {
        if (hyphen == start || message[hyphen - 1] is (byte)'\n' or (byte)'\r') return true;
        int at = hyphen + 2;
        while (at < message.Length && IsBlank(message[at])) at++;
        bool ends = at >= message.Length || message[at] is (byte)'$' or 0x03 || BlockId(message, at) is (byte)'5' or (byte)'1' or >= (byte)'A';
        if (ends) warnings |= FinWarnings.TerminatorGlued;
        return ends;
    }

    static void NoteText(ReadOnlySpan<byte> message, int start, int end, FinFields table)
    {
        while (start < end && IsBlank(message[start])) start++;
        while (end > start && IsBlank(message[end - 1])) end--;
        if (end > start) table.AddStray(start, end, FinWarnings.TextBeforeTag);
    }
}
