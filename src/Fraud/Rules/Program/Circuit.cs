using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fraud.Profiles;

namespace Fraud.Rules.Program;

enum GateKind : byte { True, False, Unknown, Within, And, Or, Not, Given }

/// <summary>
/// One step of the rules' common circuit. <see cref="A"/> and <see cref="B"/> are earlier gates. Of <see cref="GateKind.Within"/> all three are masks of
/// <see cref="ColumnCuts"/>: <see cref="A"/> the rows that are known, <see cref="B"/> those above the lower bound, <see cref="C"/> those above the upper.
/// </summary>
readonly record struct Gate(GateKind Kind, ushort A = 0, ushort B = 0, ushort C = 0);

/// <summary>A condition on a column: known, at least <see cref="Least"/> and at most <see cref="Most"/>.</summary>
readonly record struct Bounds(int Column, long Least, long Most);

/// <summary>
/// All conditions of all rules as one straight program in three-valued logic, equal parts shared. Run on 256 rows at once each gate is a pair of 256-bit masks,
/// true and false; a row in neither is unknown. Run on one row a gate is two bits of a byte, and a condition compares the value itself with its bounds; which rules fire on one row
/// is asked of <see cref="RuleLanes"/>. A test holds all to one interpreter.
/// </summary>
/// <param name="gates">The program.</param>
/// <param name="bounds">Of each <see cref="GateKind.Within"/> gate, what it asks: a column, and the values from which to which the condition holds.</param>
/// <param name="columns">What is compared before the gates are run.</param>
sealed class Circuit(Gate[] gates, Bounds[] bounds, ColumnCuts[] columns)
{
    /// <summary>The mask above which no value lies: all zeros. Those of the columns follow.</summary>
    public const int NoneAbove = 0;

    public const byte IsFalse = 1, IsTrue = 2, IsUnknown = 0;

    public int Count => gates.Length;
    public ReadOnlySpan<Gate> Gates => gates;
    public ReadOnlySpan<ColumnCuts> Columns => columns;

    /// <summary>The column that a <see cref="GateKind.Within"/> gate asks.</summary>
    public int ColumnOf(int gate) => bounds[gate].Column;

    /// <summary>What a <see cref="GateKind.Within"/> gate asks.</summary>
    public Bounds BoundsOf(int gate) => bounds[gate];

    /// <summary>How many masks comparing writes.</summary>
    public int Cuts { get; } = 1 + columns.Sum(c => c.Count);

    /// <summary>Compares the rows [from, to) of every column with its cuts.</summary>
    public void Compare(ColumnBatch batch, Vector256<byte>[] cuts, int from, int to) => Compare(batch, cuts, from, to, Kernels.Chosen);

    public void Compare(ColumnBatch batch, Vector256<byte>[] cuts, int from, int to, Kernel kernel)
    {
        cuts[NoneAbove] = default;
        int at = NoneAbove + 1;
        foreach (ColumnCuts column in columns)
        {
            column.Run(batch, cuts, at, from, to, kernel);
            at += column.Count;
        }
    }

    /// <summary>Evaluates all rows that were compared: gate g writes its true mask to masks[2g] and its false mask to masks[2g + 1].</summary>
    public void RunBatch(Vector256<byte>[] cuts, Vector256<byte>[] masks) => RunBatch(cuts, masks, Kernels.Chosen);

    public void RunBatch(Vector256<byte>[] cuts, Vector256<byte>[] masks, Kernel kernel)
    {
        // 512 bits at once gain nothing here: true and false masks are combined by different operations.
        if (kernel == Kernel.Scalar) Kernels.Run64(gates, cuts, masks);
        else Kernels.Run256(gates, cuts, masks);
    }

    /// <summary>Evaluates one row: state[g] is <see cref="IsTrue"/>, <see cref="IsFalse"/> or <see cref="IsUnknown"/>.</summary>
    public void RunRow(ColumnBatch batch, int row, byte[] state)
    {
        ref long value = ref Unsafe.Add(ref batch.At(0), row);
        ref byte s = ref MemoryMarshal.GetArrayDataReference(state);
        for (int g = 0; g < gates.Length; g++) Step(ref value, ref s, g);
    }

    /// <summary>In a state, a gate that <see cref="Ask"/> has not come to.</summary>
    public const byte IsOpen = 4;

    /// <summary>One gate on one row, and what it depends on, unless <paramref name="state"/> has it.</summary>
    public byte Ask(ColumnBatch batch, int row, byte[] state, int gate)
    {
        if (state[gate] != IsOpen) return state[gate];
        ref readonly Gate g = ref gates[gate];
        if (g.Kind is GateKind.And or GateKind.Or or GateKind.Not or GateKind.Given) Ask(batch, row, state, g.A);
        if (g.Kind is GateKind.And or GateKind.Or or GateKind.Given) Ask(batch, row, state, g.B);
        Step(ref Unsafe.Add(ref batch.At(0), row), ref MemoryMarshal.GetArrayDataReference(state), gate);
        return state[gate];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Step(ref long value, ref byte s, int g)
    {
        ref readonly Gate gate = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(gates), g);
        int result;
        if (gate.Kind == GateKind.Within)
        {
            ref readonly var b = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bounds), g);
            long x = Unsafe.Add(ref value, b.Column * ColumnBatch.Stride);
            result = x == ColumnBatch.Unknown ? IsUnknown : x >= b.Least & x <= b.Most ? IsTrue : IsFalse;
        }
        else
        {
            int a = Unsafe.Add(ref s, gate.A), c = Unsafe.Add(ref s, gate.B);
            result = Combine(gate.Kind, a, c);
        }
        Unsafe.Add(ref s, g) = (byte)result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Combine(GateKind kind, int a, int c) => kind switch
    {
        GateKind.And => a & c & IsTrue | (a | c) & IsFalse,
        GateKind.Or => (a | c) & IsTrue | a & c & IsFalse,
        GateKind.Not => a >> 1 | (a & 1) << 1,
        GateKind.Given => (a & IsTrue) != 0 ? c : IsUnknown,
        GateKind.True => IsTrue,
        GateKind.False => IsFalse,
        _ => IsUnknown,
    };

    /// <summary>What follows in a row whose conditions are known when some gates are false, whatever they ask.</summary>
    public void RunWithout(byte[] state, ReadOnlySpan<int> off)
    {
        for (int g = 0; g < gates.Length; g++)
        {
            ref readonly Gate gate = ref gates[g];
            if (off.Contains(g)) state[g] = IsFalse;
            else if (gate.Kind != GateKind.Within) state[g] = (byte)Combine(gate.Kind, state[gate.A], state[gate.B]);
        }
    }

    /// <summary>The conditions on columns that a gate follows from.</summary>
    public void AddConditions(int gate, ISet<int> conditions)
    {
        ref readonly Gate g = ref gates[gate];
        if (g.Kind == GateKind.Within) conditions.Add(gate);
        if (g.Kind is GateKind.And or GateKind.Or or GateKind.Given or GateKind.Not) AddConditions(g.A, conditions);
        if (g.Kind is GateKind.And or GateKind.Or or GateKind.Given) AddConditions(g.B, conditions);
    }
}
