using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fraud.Messages;

/// <summary>
/// One field of the text block, or one entry of a tag list: where its value lies and what it is called.
/// The name stands before the value: <c>:32A:</c> for a field, <c>{121:</c> for an entry.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
struct FinField
{
    public uint Tag;         // up to four ASCII characters of the name, first in the lowest byte (see FinTag); 0 = text without a name
    public int Start;        // first byte of the value
    public int Length;       // bytes of the value, without its line end
    public byte Block;       // '3', '4', '5', 'S' …
    public byte NameLength;  // characters of the name

    public readonly int End => Start + Length;
    public readonly Slice Value => new(Start, Length);
    public readonly byte Letter => (byte)(Tag >> 16);
}

/// <summary>What was odd about the frame of a message that could be read all the same.</summary>
[Flags]
enum FinWarnings : ushort
{
    None = 0,
    Unterminated = 1,            // end of input before -}
    BlankBeforeTag = 2,          // blanks or a tab between {4: and the first tag
    TagWithoutLineEnd = 4,       // the first tag follows {4: on its own line
    TerminatorGlued = 8,         // -} at the end of the last value's line
    TextBeforeTag = 16,          // text in block 4 that belongs to no field
    StrayText = 32,              // bytes between blocks
    BlockUnclosed = 64,          // a block without its }
    BlockRepeated = 128,         // block 2 twice in one message
    NoHeaders = 256,             // a bare text block
    Overflow = 512,              // more fields than the table holds
}

/// <summary>
/// What <see cref="FinScanner"/> finds in one message: a table of fixed size that is filled again for the next message, so that scanning allocates nothing.
/// Offsets count from the start of the scanned span. The largest payment in the public samples has 26 fields; capacity bounds the work a hostile message can ask for.
/// </summary>
sealed class FinFields(int capacity = FinFields.DefaultCapacity)
{
    public const int DefaultCapacity = 256;
    const int TagCapacity = 64, StrayCapacity = 16, SlotCount = 100; // two digits, which the scanner has seen to

    /// <summary>One more than the capacity: the scanner closes a field that did not fit in the last place.</summary>
    internal readonly FinField[] Items = new FinField[Math.Clamp(capacity, 1, ushort.MaxValue - 1) + 1];
    internal readonly FinField[] TagItems = new FinField[TagCapacity];
    readonly Slice[] _stray = new Slice[StrayCapacity];

    /// <summary>By the two digits of a tag, the first field of a sequence, plus one; 0 = absent.</summary>
    internal readonly ushort[] First = new ushort[SlotCount], FirstOfB = new ushort[SlotCount];

    /// <summary>Positions the scanner has still to look at.</summary>
    internal readonly int[] Hits = new int[FinScanner.HitCapacity];

    internal int Count, TagCount, StrayCount;

    public int Capacity => Items.Length - 1;
    public Slice Block1, Block2, Text;
    /// <summary>Where the message began and ended: behind its last block.</summary>
    public int Start, End;
    /// <summary>Where the scan stopped: at the start of another message, at a separator, or at the end of the span.</summary>
    public int Stop;
    public FinWarnings Warnings;
    public bool HasBlock1, HasBlock2, HasText, TextIsTagList;

    /// <summary>Fields of the text block, in their order.</summary>
    public ReadOnlySpan<FinField> Fields => Items.AsSpan(0, Count);
    /// <summary>Entries of blocks 3, 5, the letter blocks and a text block in tag mode, in their order.</summary>
    public ReadOnlySpan<FinField> Tags => TagItems.AsSpan(0, TagCount);
    /// <summary>Bytes between the blocks, or before the first field, that belong to nothing; beyond 16 runs the last one runs on to the latest.</summary>
    public ReadOnlySpan<Slice> Stray => _stray.AsSpan(0, StrayCount);

    internal void Reset(int start)
    {
        Count = TagCount = StrayCount = 0;
        Block1 = Block2 = Text = default;
        Start = End = Stop = start;
        Warnings = FinWarnings.None;
        HasBlock1 = HasBlock2 = HasText = TextIsTagList = false;
    }

    internal void AddTag(byte block, uint tag, int nameLength, int start, int length)
    {
        if (TagCount == TagItems.Length) { Warnings |= FinWarnings.Overflow; return; }
        ref var entry = ref TagItems[TagCount++];
        entry.Tag = tag;
        entry.Start = start;
        entry.Length = length;
        entry.Block = block;
        entry.NameLength = (byte)Math.Min(nameLength, byte.MaxValue);
    }

    internal void AddStray(int start, int end, FinWarnings warning)
    {
        Warnings |= warning;
        if (StrayCount < _stray.Length) _stray[StrayCount++] = new Slice(start, end - start);
        else _stray[^1] = new Slice(_stray[^1].Start, end - _stray[^1].Start);
    }

    /// <summary>The first entry of that name in a tag list.</summary>
    public bool TryFindTag(byte block, uint tag, out FinField found)
    {
        foreach (ref readonly var entry in Tags)
            if (entry.Tag == tag && entry.Block == block) { found = entry; return true; }
        found = default;
        return false;
    }

    /// <summary>The first field of exactly that tag in [from, to), or −1.</summary>
    public int IndexOf(uint tag, int from, int to)
    {
        for (int i = from; i < to; i++) if (Items[i].Tag == tag) return i;
        return -1;
    }

    /// <summary>How many lines a field's value has, at least 1. Counted when asked: no transfer needs it.</summary>
    public int LinesOf(ReadOnlySpan<byte> message, int index)
    {
        var value = message.Slice(Items[index].Start, Items[index].Length);
        int lines = 1 + value.Count((byte)'\n') + value.Count((byte)'\r');
        for (int at = 0; value[at..].IndexOf("\r\n"u8) is >= 0 and int found; at += found + 2) lines--;
        return lines;
    }

    /// <summary>Notes the first field of every tag number in [from, to). Runs backwards, so that the first one is written last and no branch is needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Index(ushort[] first, int from, int to)
    {
        ref ushort slots = ref MemoryMarshal.GetArrayDataReference(first);
        // As one value of fixed size: a few wide stores in place of a call.
        Unsafe.WriteUnaligned(ref Unsafe.As<ushort, byte>(ref slots), default(Slots));
        ref var items = ref MemoryMarshal.GetArrayDataReference(Items);
        for (int i = to - 1; i >= from; i--) Unsafe.Add(ref slots, FinTag.Number(Unsafe.Add(ref items, i).Tag)) = (ushort)(i + 1);
    }

    [InlineArray(SlotCount)]
    struct Slots
    {
        ushort _first;
    }
}
