using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fraud.Messages;

static partial class IsoScanner
{
    /// <summary>Bytes of message whose brackets are found at once: they stay in the first level of cache until they are walked.</summary>
    public const int Window = 4096;

    const int Ahead = 2 * Wide + 16; // bytes behind a bracket that may be loaded without asking

    ref partial struct Run
    {
        /// <summary>Writes where opening brackets stand in [from, to) to the table; how many.</summary>
        readonly int Find(int from, int to, ref bool references)
        {
            var brackets = _table.Brackets;
            int count = 0, at = from;
            ulong ampersands = 0;
            ref byte bytes = ref MemoryMarshal.GetReference(_message);
            for (; at + 64 <= to; at += 64)
            {
                var text = Vector512.LoadUnsafe(ref bytes, (nuint)at);
                ampersands |= Vector512.Equals(text, Vector512.Create((byte)'&')).ExtractMostSignificantBits();
                ulong bits = Vector512.Equals(text, Vector512.Create((byte)'<')).ExtractMostSignificantBits();
                int more = BitOperations.PopCount(bits);
                // Four at a time whether there are as many or not: a block of indented XML holds two to six, and a loop by their number would be mispredicted at each.
                ref int target = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(brackets), count);
                for (int done = 0; done < more; done += 4)
                {
                    for (int i = 0; i < 4; i++)
                    {
                        Unsafe.Add(ref target, done + i) = at + BitOperations.TrailingZeroCount(bits);
                        bits &= bits - 1;
                    }
                }
                count += more;
            }
            references |= ampersands != 0;
            for (; at < to; at++)
            {
                byte c = _message[at];
                references |= c == '&';
                if (c == '<') brackets[count++] = at;
            }
            return count;
        }

        /// <summary>
        /// Takes the brackets in order; false when the rest is not to be read. The usual tags, a short name and nothing more, are taken here: an element with a text in it by
        /// one look at its start and its end. All others, the first and the last, go the general way. What changes with each tag is kept in locals meanwhile: in fields it would go
        /// through memory 150 times a message.
        /// </summary>
        bool Walk(ReadOnlySpan<int> brackets)
        {
            ref byte bytes = ref MemoryMarshal.GetReference(_message);
            ref var stack = ref _stack[0];
            var nodes = IsoGrammar.Nodes;
            var values = _table.Values;
            int safe = _message.Length - Ahead, depth = _depth, resume = _resume, count = _table.Count;
            bool isLeaf = _isLeaf;
            for (int i = 0; i < brackets.Length; i++)
            {
                int at = brackets[i];
                if (at < resume) continue;
                if (at < safe && depth > 0 && i + 1 < brackets.Length)
                {
                    ref byte name = ref Unsafe.Add(ref bytes, at + 1);
                    if (name == '/')
                    {
                        ref readonly var open = ref Unsafe.Add(ref stack, depth);
                        int length = open.Length;
                        if (!isLeaf && depth > 1 && length <= Wide && !open.HasRole && Unsafe.Add(ref name, 1 + length) == '>' && IsSame(ref Unsafe.Add(ref name, 1), ref Unsafe.Add(ref bytes, open.Name), length))
                        {
                            depth--;
                            continue;
                        }
                    }
                    else if (name >= 'A' && depth < MaxDepth)
                    {
                        var text = Vector256.LoadUnsafe(ref name);
                        // Whatever is at most a slash ends a name, or is a point or a hyphen, which go the general way.
                        uint ends = (Vector256.LessThanOrEqual(text, Vector256.Create((byte)'/')) | Vector256.Equals(text, Vector256.Create((byte)'>'))).ExtractMostSignificantBits();
                        uint colons = Vector256.Equals(text, Vector256.Create((byte)':')).ExtractMostSignificantBits();
                        int length = BitOperations.TrailingZeroCount(ends);
                        int prefix = (colons & Below(length)) == 0 ? 0 : BitOperations.TrailingZeroCount(colons) + 1;
                        if (length > prefix && ends != 0)
                        {
                            int id = IdOf(ref Unsafe.Add(ref name, prefix), length - prefix);
                            ushort node = IsoGrammar.Step(Unsafe.Add(ref stack, depth).Node, id);
                            var what = nodes[node];
                            int content = at + length + 2;
                            bool plain = Unsafe.Add(ref name, length) == '>' && what.Role == IsoRole.None && (id != 0 && prefix == 0 || MayBeName(text, length));
                            if (what.Role == IsoRole.Amount && IsCurrency(ref Unsafe.Add(ref name, length)))
                            {
                                if (count == values.Length) values = _table.Grow(count);
                                values[count++] = new IsoValue { Slot = (ushort)(what.Slot + 1), Start = content + 5, Length = 3 };
                                content += 10;
                                plain = true;
                            }
                            if (plain)
                            {
                                int next = brackets[i + 1];
                                ref byte close = ref Unsafe.Add(ref bytes, next + 1);
                                if (close == '/' && next < safe && Unsafe.Add(ref close, 1 + length) == '>' && IsSame(ref Unsafe.Add(ref close, 1), ref name, length))
                                {
                                    isLeaf = false;
                                    i++;
                                    if (what.Slot == 0) continue;
                                    if (next - content > MaxText) return Fail(DecodeStatus.OverLimit, content);
                                    if (count == values.Length) values = _table.Grow(count);
                                    values[count++] = new IsoValue { Slot = what.Slot, Start = content, Length = next - content };
                                    continue;
                                }
                                Unsafe.Add(ref stack, ++depth) = new Open { Name = at + 1, Length = (ushort)length, Node = node };
                                (_content, _inPieces, isLeaf) = (content, false, true);
                                continue;
                            }
                        }
                    }
                }
                (_depth, _isLeaf, _table.Count) = (depth, isLeaf, count);
                if (!Take(at)) return false;
                (depth, isLeaf, count, resume, values) = (_depth, _isLeaf, _table.Count, _resume, _table.Values);
            }
            (_depth, _isLeaf, _table.Count) = (depth, isLeaf, count);
            return true;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static uint Below(int length) => length >= 32 ? uint.MaxValue : (1u << length) - 1;

        /// <summary>Whether two names of at most 32 bytes are the same; both may be loaded in full.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static bool IsSame(ref byte one, ref byte other, int length) =>
            (~Vector256.Equals(Vector256.LoadUnsafe(ref one), Vector256.LoadUnsafe(ref other)).ExtractMostSignificantBits() & Below(length)) == 0;

        /// <summary>Whether no character stands in it that is below a hyphen, nor a bracket or an equals sign: then the general way need not look closer.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static bool MayBeName(Vector256<byte> text, int length)
        {
            var odd = Vector256.LessThan(text, Vector256.Create((byte)'-')) | (Vector256.GreaterThanOrEqual(text, Vector256.Create((byte)';')) & Vector256.LessThan(text, Vector256.Create((byte)'A')));
            return (odd.ExtractMostSignificantBits() & Below(length)) == 0;
        }

        /// <summary><c> Ccy="USD"></c> and nothing else.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static bool IsCurrency(ref byte attribute)
        {
            const ulong Ccy = ' ' | (ulong)'C' << 8 | (ulong)'c' << 16 | (ulong)'y' << 24 | (ulong)'=' << 32 | (ulong)'"' << 40;
            ulong text = Unsafe.ReadUnaligned<ulong>(ref attribute);
            if (!BitConverter.IsLittleEndian) text = BinaryPrimitives.ReverseEndianness(text);
            return (text & 0xFFFF_FFFF_FFFF) == Ccy && Unsafe.Add(ref attribute, 9) == '"' && Unsafe.Add(ref attribute, 10) == '>'
                && CurrencyCode.TryParse(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref attribute, 6), 3), out _); // a quote among them would end it
        }

        /// <summary>Without a branch on the length, which no predictor can foresee.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static int IdOf(ref byte name, int length)
        {
            ulong head = Unsafe.ReadUnaligned<ulong>(ref name), tail = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref name, Math.Max(length - 8, 0)));
            if (!BitConverter.IsLittleEndian) (head, tail) = (BinaryPrimitives.ReverseEndianness(head), BinaryPrimitives.ReverseEndianness(tail));
            head &= ulong.MaxValue >> (64 - 8 * Math.Min(length, 8));
            tail = length > 8 ? tail : 0;
            return IsoGrammar.NameOf(head, tail, MemoryMarshal.CreateReadOnlySpan(ref name, length));
        }
    }
}
