using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fraud.Profiles;
using Fraud.Rules.Program;

namespace Fraud.Scoring;

/// <summary>
/// Runs a <see cref="TreeProgram"/>, and owns the memory that takes: nothing is allocated once it is made. For one thread at a time. One row, many rows and every kernel give the same
/// margin to the last bit.
/// </summary>
/// <param name="program">The trees.</param>
/// <param name="kernel">The instructions to use, of those that the processor has.</param>
/// <param name="batchFrom">So many rows are scored together, fewer one by one, as are all where there are no batches: with <see cref="Kernel.Scalar"/> and very many byte features.</param>
sealed class TreeScorer(TreeProgram program, Kernel kernel, int batchFrom)
{
    readonly AlignedArray<byte> _row = new(Math.Max(program.Bytes.Count, TreeProgram.MostLaneFeatures) + 2 * TreeProgram.Lanes);
    readonly bool _hasBatches = kernel != Kernel.Scalar && program.HasBatches;
    readonly AlignedArray<byte> _bytes = new(kernel == Kernel.Scalar || !program.HasBatches ? 0 : program.Bytes.Count * RowLanes.Rows);
    readonly AlignedArray<int> _orders = new(Math.Max(program.Bytes.Orders, RowLanes.Rows)), _run = new(RowLanes.Rows);
    readonly AlignedArray<long> _sums = new(RowLanes.Rows);
    readonly AlignedArray<float> _values = new(Math.Max(RowLanes.Rows, program.Width));

    public TreeScorer(TreeProgram program) : this(program, Kernels.Chosen) { }

    public TreeScorer(TreeProgram program, Kernel kernel) : this(program, kernel, BatchFrom(program, kernel)) { }

    /// <summary>From where rows are cheaper together: of 64 or 128 lanes, most would be idle with fewer.</summary>
    static int BatchFrom(TreeProgram program, Kernel kernel) => kernel switch { Kernel.Avx512 when program.HasLanes => 36, Kernel.Avx2 when program.HasLanes => 46, _ => 4 };

    public TreeProgram Program => program;

    /// <summary>The margin of a row: a value for each feature, NaN for what is not known.</summary>
    public double Margin(ReadOnlySpan<float> row)
    {
        if (row.Length != program.Width) throw new ArgumentException($"The model takes {program.Width} features, found {row.Length} values.", nameof(row));
        ref byte bytes = ref _row.First;
        program.Bytes.OfRow(row, _orders.Span, ref bytes, 1, kernel);
        ref byte leaf = ref Unsafe.Add(ref bytes, _row.Length - 2 * TreeProgram.Lanes);
        return program.Margin(kernel switch
        {
            Kernel.Avx512 when program.HasLanes => TreeLanes.Sum512(program, ref bytes, ref leaf) + TreePaths.Sum(program, program.LaneTrees, ref bytes, 1),
            Kernel.Avx2 when program.HasLanes => TreeLanes.Sum256(program, ref bytes, ref leaf) + TreePaths.Sum(program, program.LaneTrees, ref bytes, 1),
            _ => TreePaths.Sum(program, 0, ref bytes, 1),
        });
    }

    /// <summary>The margins of rows that lie one after the other.</summary>
    public void Margins(ReadOnlySpan<float> rows, Span<double> margins)
    {
        int width = program.Width;
        if ((long)width * margins.Length != rows.Length) throw new ArgumentException($"{margins.Length} rows of {width} features are {(long)width * margins.Length} values, found {rows.Length}.", nameof(rows));
        for (int from = 0; from < margins.Length; from += RowLanes.Rows)
        {
            var some = margins.Slice(from, Math.Min(RowLanes.Rows, margins.Length - from));
            if (some.Length < batchFrom || !_hasBatches)
            {
                for (int r = 0; r < some.Length; r++) some[r] = Margin(rows.Slice((from + r) * width, width));
                continue;
            }
            for (int r = 0; r < some.Length; r++) program.Bytes.OfRow(rows.Slice((from + r) * width, width), _orders.Span, ref Unsafe.Add(ref _bytes.First, r), RowLanes.Rows, kernel);
            Run(some);
        }
    }

    /// <summary>The margins of rows [from, to) of a batch.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="columns">The column of each feature, read as <see cref="ColumnBatch.FeatureAt"/> does.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The row after the last.</param>
    /// <param name="margins">Where the margin of row <paramref name="from"/> goes, and then those of the others.</param>
    public void Margins(ColumnBatch batch, ReadOnlySpan<int> columns, int from, int to, Span<double> margins)
    {
        if (columns.Length != program.Width) throw new ArgumentException($"The model takes {program.Width} features, found {columns.Length} columns.", nameof(columns));
        margins = margins[..(to - from)];
        if (margins.Length < batchFrom || !_hasBatches)
        {
            var row = _values.Span[..columns.Length];
            for (int r = 0; r < margins.Length; r++)
            {
                for (int f = 0; f < columns.Length; f++) row[f] = batch.FeatureAt(columns[f], from + r);
                margins[r] = Margin(row);
            }
            return;
        }
        var values = _values.Span[..margins.Length];
        int last = -1;
        for (int b = 0; b < program.Bytes.Count; b++)
        {
            int feature = program.Bytes.FeatureOf(b);
            if (feature != last) batch.FeaturesAt(columns[last = feature], from, values);
            program.Bytes.OfColumn(b, values, _orders.Span, _bytes.Span[(b * RowLanes.Rows)..], kernel);
        }
        Run(margins);
    }

    /// <summary>The margins of the rows whose bytes are in columns.</summary>
    void Run(Span<double> margins)
    {
        var sums = _sums.Span;
        sums.Clear();
        if (kernel == Kernel.Avx512) RowLanes.Add512(program, ref _bytes.First, margins.Length, ref _sums.First, ref _run.First);
        else RowLanes.Add256(program, ref _bytes.First, margins.Length, ref _sums.First, ref _run.First);
        bool all = program.LaneTrees == program.Trees.Length;
        for (int r = 0; r < margins.Length; r++)
        {
            if (!all) sums[r] += TreePaths.Sum(program, program.LaneTrees, ref Unsafe.Add(ref _bytes.First, r), RowLanes.Rows);
            margins[r] = program.Margin(sums[r]);
        }
    }
}
