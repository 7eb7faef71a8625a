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

sealed class UnaryOp<T>(int output, int input) : ColumnOp(output) where T : struct, IUnaryFunction
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        int x0 = input * ColumnBatch.Capacity, o0 = Output * ColumnBatch.Capacity;
        for (int r = from; r < to; r++)
        {
            long x = batch.Values[x0 + r];
            long value = x == ColumnBatch.Unknown ? x : T.Apply(x);
            batch.Values[o0 + r] = value;
            if (value == ColumnBatch.Unknown) batch.Why[o0 + r] = x == ColumnBatch.Unknown ? batch.Why[x0 + r] : UnknownReason.OutOfRange;
        }
    }
}

sealed class BinaryOp<T>(int output, int left, int right) : ColumnOp(output) where T : struct, IBinaryFunction
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        int x0 = left * ColumnBatch.Capacity, y0 = right * ColumnBatch.Capacity, o0 = Output * ColumnBatch.Capacity;
        for (int r = from; r < to; r++)
        {
            long x = batch.Values[x0 + r], y = batch.Values[y0 + r];
            long value = x == ColumnBatch.Unknown || y == ColumnBatch.Unknown ? ColumnBatch.Unknown : T.Apply(x, y);
            batch.Values[o0 + r] = value;
            if (value == ColumnBatch.Unknown)
                batch.Why[o0 + r] = x == ColumnBatch.Unknown ? batch.Why[x0 + r] : y == ColumnBatch.Unknown ? batch.Why[y0 + r] : UnknownReason.OutOfRange;
        }
    }
}

/// <summary>Three-valued and/or: a decided side decides, whatever the other is.</summary>
sealed class ConnectiveOp(int output, int left, int right, long deciding) : ColumnOp(output)
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        int x0 = left * ColumnBatch.Capacity, y0 = right * ColumnBatch.Capacity, o0 = Output * ColumnBatch.Capacity;
        for (int r = from; r < to; r++)
        {
            long x = batch.Values[x0 + r], y = batch.Values[y0 + r];
            if (x == deciding || y == deciding) batch.Values[o0 + r] = deciding;
            else if (x == ColumnBatch.Unknown) batch.SetUnknown(Output, r, batch.Why[x0 + r]);
            else if (y == ColumnBatch.Unknown) batch.SetUnknown(Output, r, batch.Why[y0 + r]);
            else batch.Values[o0 + r] = 1 - deciding;
        }
    }
}

/// <summary>The first value, or where it is unknown the second.</summary>
sealed class CoalesceOp(int output, int first, int second) : ColumnOp(output)
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        for (int r = from; r < to; r++)
        {
            int source = batch.Values[first * ColumnBatch.Capacity + r] == ColumnBatch.Unknown ? second : first;
            batch.Values[Output * ColumnBatch.Capacity + r] = batch.Values[source * ColumnBatch.Capacity + r];
            batch.Why[Output * ColumnBatch.Capacity + r] = batch.Why[source * ColumnBatch.Capacity + r];
        }
    }
}

/// <summary>Whether a value is known; itself never unknown.</summary>
sealed class HasOp(int output, int input) : ColumnOp(output)
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        for (int r = from; r < to; r++)
            batch.Values[Output * ColumnBatch.Capacity + r] = batch.Values[input * ColumnBatch.Capacity + r] == ColumnBatch.Unknown ? 0 : 1;
    }
}

/// <summary>Time from an instant to the message.</summary>
sealed class AgeOp(int output, int instant) : ColumnOp(output)
{
    public override void Run(ColumnBatch batch, int from, int to)
    {
        int x0 = instant * ColumnBatch.Capacity, o0 = Output * ColumnBatch.Capacity;
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
        int x0 = instant * ColumnBatch.Capacity, o0 = Output * ColumnBatch.Capacity;
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
        for (int r = from; r < to; r++)
        {
            ulong key = (ulong)parts.Length;
            bool known = true;
            foreach (int part in parts)
            {
                long value = batch.Values[part * ColumnBatch.Capacity + r];
                if (value == ColumnBatch.Unknown)
                {
                    batch.SetUnknown(Output, r, batch.Why[part * ColumnBatch.Capacity + r]);
                    known = false;
                    break;
                }
                key = hasher.Combine(key, (ulong)value);
            }
            if (known) batch.Values[Output * ColumnBatch.Capacity + r] = AsKey(key);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long AsKey(ulong hash) => (long)hash is 0 or ColumnBatch.Unknown ? 1 : (long)hash;
}
