using System.Runtime.CompilerServices;
using Fraud.Profiles;

namespace Fraud.Rules.Planning;

/// <summary>One calculation down a column. Rows are independent, so any range of rows may be computed at any time after its inputs.</summary>
abstract class ColumnOp(int output)
{
    public int Output => output;

    /// <summary>Computes rows [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public abstract void Run(ColumnBatch batch, int from, int to);
}

/// <summary>A function of one known value; <see cref="ColumnBatch.Unknown"/> when it is out of range.</summary>
interface IUnaryFunction { static abstract long Apply(long x); }

/// <summary>A function of two known values; <see cref="ColumnBatch.Unknown"/> when it is out of range.</summary>
interface IBinaryFunction { static abstract long Apply(long x, long y); }

// The loops below index by reference: rows are below ColumnBatch.Capacity and columns come from the plan, and checking each access took the operations of a message from 150 to 260 ns.

sealed class UnaryOp<T>(int output, int input) : ColumnOp(output) where T : struct, IUnaryFunction
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        ref long x = ref batch.At(input), o = ref batch.At(Output);
        for (int r = from; r < to; r++)
        {
            long a = Unsafe.Add(ref x, r);
            long value = a == ColumnBatch.Unknown ? a : T.Apply(a);
            Unsafe.Add(ref o, r) = value;
            if (value == ColumnBatch.Unknown) batch.SetWhy(Output, r, a == ColumnBatch.Unknown ? batch.WhyAt(input, r) : UnknownReason.OutOfRange);
        }
    }
}

sealed class BinaryOp<T>(int output, int left, int right) : ColumnOp(output) where T : struct, IBinaryFunction
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        ref long x = ref batch.At(left), y = ref batch.At(right), o = ref batch.At(Output);
        for (int r = from; r < to; r++)
        {
            long a = Unsafe.Add(ref x, r), b = Unsafe.Add(ref y, r);
            long value = a == ColumnBatch.Unknown || b == ColumnBatch.Unknown ? ColumnBatch.Unknown : T.Apply(a, b);
            Unsafe.Add(ref o, r) = value;
            if (value == ColumnBatch.Unknown)
                batch.SetWhy(Output, r, a == ColumnBatch.Unknown ? batch.WhyAt(left, r) : b == ColumnBatch.Unknown ? batch.WhyAt(right, r) : UnknownReason.OutOfRange);
        }
    }
}

/// <summary>Three-valued and/or: a decided side decides, whatever the other is.</summary>
sealed class ConnectiveOp(int output, int left, int right, long deciding) : ColumnOp(output)
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        ref long x = ref batch.At(left), y = ref batch.At(right), o = ref batch.At(Output);
        for (int r = from; r < to; r++)
        {
            long a = Unsafe.Add(ref x, r), b = Unsafe.Add(ref y, r);
            if (a == deciding || b == deciding) Unsafe.Add(ref o, r) = deciding;
            else if (a == ColumnBatch.Unknown) batch.SetUnknown(Output, r, batch.WhyAt(left, r));
            else if (b == ColumnBatch.Unknown) batch.SetUnknown(Output, r, batch.WhyAt(right, r));
            else Unsafe.Add(ref o, r) = 1 - deciding;
        }
    }
}

/// <summary>The first value, or where it is unknown the second.</summary>
sealed class CoalesceOp(int output, int first, int second) : ColumnOp(output)
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        ref long x = ref batch.At(first), y = ref batch.At(second), o = ref batch.At(Output);
        for (int r = from; r < to; r++)
        {
            long value = Unsafe.Add(ref x, r);
            if (value == ColumnBatch.Unknown && (value = Unsafe.Add(ref y, r)) == ColumnBatch.Unknown) batch.SetWhy(Output, r, batch.WhyAt(second, r));
            Unsafe.Add(ref o, r) = value;
        }
    }
}

/// <summary>Whether a value is known; itself never unknown.</summary>
sealed class HasOp(int output, int input) : ColumnOp(output)
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        for (int r = from; r < to; r++)
            batch.Values[Output * ColumnBatch.Stride + r] = batch.Values[input * ColumnBatch.Stride + r] == ColumnBatch.Unknown ? 0 : 1;
    }
}

/// <summary>Takes a value back where another, on which it rests, is not known.</summary>
sealed class DemandOp(int output, int demanded) : ColumnOp(output)
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        ref long x = ref batch.At(demanded);
        for (int r = from; r < to; r++)
            if (Unsafe.Add(ref x, r) == ColumnBatch.Unknown) batch.SetUnknown(Output, r, batch.WhyAt(demanded, r));
    }
}

/// <summary>Time from an instant to the message.</summary>
sealed class AgeOp(int output, int instant) : ColumnOp(output)
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        int x0 = instant * ColumnBatch.Stride, o0 = Output * ColumnBatch.Stride;
        for (int r = from; r < to; r++)
        {
            long x = batch.Values[x0 + r];
            if (x == ColumnBatch.Unknown) batch.SetUnknown(Output, r, batch.Why[x0 + r]);
            else batch.Values[o0 + r] = batch.Ticks[r] - x;
        }
    }
}

/// <summary>Whether an instant lies more than a duration back; an instant that never was does not.</summary>
sealed class OlderOp(int output, int instant, long duration) : ColumnOp(output)
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        int x0 = instant * ColumnBatch.Stride, o0 = Output * ColumnBatch.Stride;
        for (int r = from; r < to; r++)
        {
            long x = batch.Values[x0 + r];
            if (x != ColumnBatch.Unknown) batch.Values[o0 + r] = batch.Ticks[r] - x > duration ? 1 : 0;
            else if (batch.Why[x0 + r] == UnknownReason.NoHistory) batch.Values[o0 + r] = 0;
            else batch.SetUnknown(Output, r, batch.Why[x0 + r]);
        }
    }
}

/// <summary>Several values as one key. The hash keeps clear of the two values that mean absent.</summary>
sealed class KeyOp(int output, int[] parts, KeyHasher hasher) : ColumnOp(output)
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        ref long values = ref batch.At(0), o = ref batch.At(Output);
        for (int r = from; r < to; r++)
        {
            ulong key = (ulong)parts.Length;
            int unknown = -1;
            foreach (int part in parts)
            {
                long value = Unsafe.Add(ref values, part * ColumnBatch.Stride + r);
                if (value == ColumnBatch.Unknown) { unknown = part; break; }
                key = hasher.Combine(key, (ulong)value);
            }
            if (unknown >= 0) batch.SetUnknown(Output, r, batch.WhyAt(unknown, r));
            else Unsafe.Add(ref o, r) = AsKey(key);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long AsKey(ulong hash) => (long)hash is 0 or ColumnBatch.Unknown ? 1 : (long)hash;
}
