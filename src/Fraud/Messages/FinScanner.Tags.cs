using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fraud.Messages;

static partial class FinScanner
{
    /// <summary>Reads <c>{name:value}</c> until the brace that closes the block; a value may hold one more level of braces. Returns the position behind.</summary>
    static int ScanTags(ReadOnlySpan<byte> message, int at, byte block, FinFields table)
    {
        while (true)
        {
            while (at < message.Length && IsBlank(message[at])) at++;
            if (at >= message.Length) break;
            if (message[at] == '}') return at + 1;
            if (message[at] != '{')
            {
                int text = at;
                at = FindBrace(message, at);
                table.AddTag(block, 0, 0, text, at - text);
                continue;
            }
            // A block that opens inside a list means that the list was never closed: its brace is missing, not the block's.
            if (BlockId(message, at) is (byte)'1' or (byte)'4' or (byte)'5') { table.Warnings |= FinWarnings.BlockUnclosed; return at; }
            int name = at + 1, depth = 1;
            int end = FindBrace(message, name);
            while (end < message.Length)
            {
                depth += message[end] == '{' ? 1 : -1;
                if (depth == 0) break;
                end = FindBrace(message, end + 1);
            }
            if (end >= message.Length) { end = message.Length; table.Warnings |= FinWarnings.BlockUnclosed; }
            AddEntry(message, name, end, block, table);
            at = Math.Min(end + 1, message.Length);
        }
        table.Warnings |= FinWarnings.BlockUnclosed;
        return message.Length;
    }

    static void AddEntry(ReadOnlySpan<byte> message, int name, int end, byte block, FinFields table)
    {
        if (end - name >= 4 && message[name + 3] == ':') // every name the standard knows has three characters
        {
            uint tag = (uint)(message[name] | message[name + 1] << 8 | message[name + 2] << 16);
            if (message[name] != ':' && message[name + 1] != ':' && message[name + 2] != ':')
            {
                table.AddTag(block, tag, 3, name + 4, end - name - 4);
                return;
            }
        }
        int colon = message[name..end].IndexOf((byte)':');
        int length = colon < 0 ? end - name : colon;
        int value = colon < 0 ? end : name + colon + 1;
        table.AddTag(block, FinTag.Pack(message.Slice(name, length)), length, value, end - value);
    }

    /// <summary>The next brace of either kind, or the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int FindBrace(ReadOnlySpan<byte> message, int at)
    {
        // Two looks reach beyond the longest value in use, a UETR.
        for (int look = 0; look < 2 && message.Length - at >= Vector256<byte>.Count; look++, at += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(message), (nuint)at);
            uint hit = (Vector256.Equals(bytes, Vector256.Create((byte)'{')) | Vector256.Equals(bytes, Vector256.Create((byte)'}'))).ExtractMostSignificantBits();
            if (hit != 0) return at + System.Numerics.BitOperations.TrailingZeroCount(hit);
        }
        int found = message[at..].IndexOfAny((byte)'{', (byte)'}');
        return found < 0 ? message.Length : at + found;
    }
}
