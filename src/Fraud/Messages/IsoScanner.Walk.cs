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
            ref byte bytes = ref MemoryMarshal.GetReference(_message);
            for (; at + 64 <= to; at += 64)
            {
                var text = Vector512.LoadUnsafe(ref bytes, (nuint)at);
                references |= Vector512.EqualsAny(text, Vector512.Create((byte)'&'));
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
        /// one look at its start and its end. All others, the first and the last, go the general way.
        /// </summary>
        bool Walk(ReadOnlySpan<int> brackets)
        {
            ref byte bytes = ref MemoryMarshal.GetReference(_message);
            int safe = _message.Length - Ahead;
            for (int i = 0; i < brackets.Length; i++)
            {
                int at = brackets[i];
                if (at < _resume) continue;
                if (at >= safe || _depth == 0 || i + 1 == brackets.Length)
                {
                    if (!Take(at)) return false;
                    continue;
                }
                ref byte name = ref Unsafe.Add(ref bytes, at + 1);
                if (name == '/')
                {
                    ref readonly var open = ref _stack[_depth];
                    ref byte its = ref Unsafe.Add(ref bytes, open.Name);
                    if (!_isLeaf && open.Length <= Wide && IsSame(ref Unsafe.Add(ref name, 1), ref its, open.Length) && Unsafe.Add(ref name, 1 + open.Length) == '>' && !open.HasRole)
                    {
                        _depth--;
                        continue;
                    }
                }
                else if (name >= 'A')
                {
                    var text = Vector256.LoadUnsafe(ref name);
                    // Whatever is at most a slash ends a name, or is a point or a hyphen, which go the general way.
                    uint ends = (Vector256.LessThanOrEqual(text, Vector256.Create((byte)'/')) | Vector256.Equals(text, Vector256.Create((byte)'>'))).ExtractMostSignificantBits();
                    uint colons = Vector256.Equals(text, Vector256.Create((byte)':')).ExtractMostSignificantBits();
                    int length = BitOperations.TrailingZeroCount(ends);
                    colons &= Below(length);
                    int prefix = colons == 0 ? 0 : BitOperations.TrailingZeroCount(colons) + 1;
                    if (ends != 0 && length > prefix && _depth < MaxDepth)
                    {
                        int id = IdOf(ref Unsafe.Add(ref name, prefix), length - prefix);
                        ushort node = IsoGrammar.Step(_stack[_depth].Node, id);
                        var what = IsoGrammar.Nodes[node];
                        byte end = Unsafe.Add(ref name, length);
                        int content = end == '>' ? at + length + 2 : what.Role == IsoRole.Amount ? AfterCurrency(ref Unsafe.Add(ref name, length), at + 1 + length, what.Slot) : 0;
                        if (content != 0)
                        {
                            int next = brackets[i + 1];
                            ref byte close = ref Unsafe.Add(ref bytes, next + 1);
                            if (next < safe && close == '/' && IsSame(ref Unsafe.Add(ref close, 1), ref name, length) && Unsafe.Add(ref close, 1 + length) == '>' && what.Role is IsoRole.None or IsoRole.Amount)
                            {
                                if (what.Slot != 0)
                                {
                                    if (next - content > MaxText) return Fail(DecodeStatus.OverLimit, content);
                                    _table.Add(what.Slot, content, next - content, inPieces: false);
                                }
                                _isLeaf = false;
                                i++;
                                continue;
                            }
                            if (what.Role is IsoRole.None or IsoRole.Amount)
                            {
                                _stack[++_depth] = new Open { Name = at + 1, Length = (ushort)length, Node = node };
                                (_content, _isLeaf, _inPieces) = (content, true, false);
                                continue;
                            }
                        }
                    }
                }
                if (!Take(at)) return false;
            }
            return true;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static uint Below(int length) => length >= 32 ? uint.MaxValue : (1u << length) - 1;

        /// <summary>Whether two names of at most 32 bytes are the same; both may be loaded in full.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static bool IsSame(ref byte one, ref byte other, int length) =>
            (~Vector256.Equals(Vector256.LoadUnsafe(ref one), Vector256.LoadUnsafe(ref other)).ExtractMostSignificantBits() & Below(length)) == 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static int IdOf(ref byte name, int length)
        {
            ulong head = Unsafe.ReadUnaligned<ulong>(ref name), tail = 0;
            if (!BitConverter.IsLittleEndian) head = BinaryPrimitives.ReverseEndianness(head);
            if (length < 8) head &= (1UL << 8 * length) - 1;
            else if (length > 8)
            {
                tail = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref name, length - 8));
                if (!BitConverter.IsLittleEndian) tail = BinaryPrimitives.ReverseEndianness(tail);
            }
            return IsoGrammar.NameOf(head, tail, MemoryMarshal.CreateReadOnlySpan(ref name, length));
        }

        /// <summary>Behind <c> Ccy="USD"></c>, when nothing else stands there, or 0. Keeps the currency.</summary>
        readonly int AfterCurrency(ref byte attribute, int start, int slot)
        {
            const ulong Ccy = ' ' | (ulong)'C' << 8 | (ulong)'c' << 16 | (ulong)'y' << 24 | (ulong)'=' << 32 | (ulong)'"' << 40;
            ulong text = Unsafe.ReadUnaligned<ulong>(ref attribute);
            if (!BitConverter.IsLittleEndian) text = BinaryPrimitives.ReverseEndianness(text);
            if ((text & 0xFFFF_FFFF_FFFF) != Ccy || Unsafe.Add(ref attribute, 9) != '"' || Unsafe.Add(ref attribute, 10) != '>') return 0;
            _table.Add(slot + 1, start + 6, 3, inPieces: false);
            return start + 11;
        }
    }
}
