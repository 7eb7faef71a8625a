namespace Fraud.Rules.Analysis;

/// <summary>A part of what a variable can be: values between two cuts, or none, of history or at all.</summary>
readonly record struct Cell(bool IsKnown, bool HasNoHistory, long Least, long Most);

/// <summary>A value that a variable was given.</summary>
readonly record struct Assigned(Variable Variable, Cell Cell);

/// <summary>
/// Looks for values of the variables under which conditions come out as wanted: by cases, one cell of one variable at a time, the outcome of what is still open as a set.
/// The work is bounded by counting, not by a clock: what is found does not depend on the machine.
/// </summary>
sealed class Solver(Conditions conditions)
{
    // In node visits of some 3 ns.
    const int MostPerQuery = 40_000, MostAtAll = 6_000_000;

    readonly List<int> _order = [];
    readonly List<Assigned> _found = [];
    byte[] _set = [];
    bool[] _reached = [];
    int[] _local = [];
    Cell[][] _cells = [];
    int[] _assigned = [];
    int[] _variables = [];
    int _work, _budget;
    bool _allKnown;

    /// <summary>Node visits so far.</summary>
    public int Work => _work;

    /// <summary>What the last search that found something gave to the variables that mattered.</summary>
    public IReadOnlyList<Assigned> Found => _found;

    /// <summary>Whether every node can have a truth of its set at once; null when that takes too long to say.</summary>
    public bool? IsPossible(params ReadOnlySpan<(int Node, byte Wanted)> goals) => IsPossible(goals, allKnown: false);

    bool? IsPossible(ReadOnlySpan<(int Node, byte Wanted)> goals, bool allKnown)
    {
        _found.Clear();
        _allKnown = allKnown;
        if (_work >= MostAtAll) return null;
        Collect(goals);
        _budget = _work + MostPerQuery;
        return Search(goals);
    }

    /// <summary>Whether it certainly cannot be.</summary>
    public bool IsImpossible(params ReadOnlySpan<(int Node, byte Wanted)> goals) => IsPossible(goals) == false;

    /// <summary>Whether a condition is certainly true of every message whose values are known, and false of none.</summary>
    public bool IsAlwaysTrue(int node) => IsImpossible((node, Truth.False)) && IsPossible([(node, Truth.False | Truth.Unknown)], allKnown: true) == false;

    void Collect(ReadOnlySpan<(int Node, byte Wanted)> goals)
    {
        if (_reached.Length < conditions.Nodes.Count) Array.Resize(ref _reached, 2 * conditions.Nodes.Count);
        if (_set.Length < _reached.Length) _set = new byte[_reached.Length];
        if (_local.Length < conditions.Variables.Count) Array.Resize(ref _local, 2 * conditions.Variables.Count);
        foreach (int node in _order) _reached[node] = false;
        _order.Clear();
        foreach (var (node, _) in goals) Reach(node);
        _order.Sort();
        var variables = new List<int>();
        var cuts = new List<SortedSet<long>>(); // a cut c lies between c and c + 1
        var withHistory = new List<bool>();
        foreach (int index in _order)
        {
            var node = conditions.Nodes[index];
            if (node.Kind is not (NodeKind.Within or NodeKind.Known)) continue;
            int at = variables.IndexOf(node.A);
            if (at < 0)
            {
                at = variables.Count;
                variables.Add(node.A);
                cuts.Add([]);
                withHistory.Add(false);
                _local[node.A] = at;
            }
            if (node.Kind == NodeKind.Known) continue;
            var range = conditions.Variables[node.A].Range;
            if (node.Least > range.Least && node.Least <= range.Most) cuts[at].Add(node.Least - 1);
            if (node.Most >= range.Least && node.Most < range.Most) cuts[at].Add(node.Most);
            withHistory[at] |= node.FalseWithoutHistory;
        }
        _variables = [.. variables];
        _assigned = new int[variables.Count];
        Array.Fill(_assigned, -1);
        _cells = [.. variables.Select((v, i) => Cells(conditions.Variables[v].Range, cuts[i], withHistory[i], _allKnown))];
    }

    void Reach(int index)
    {
        if (_reached[index]) return;
        _reached[index] = true;
        _order.Add(index);
        var node = conditions.Nodes[index];
        if (node.Kind is NodeKind.Constant or NodeKind.Within or NodeKind.Known) return;
        Reach(node.A);
        if (node.Kind is NodeKind.And or NodeKind.Or or NodeKind.Given or NodeKind.Coalesce) Reach(node.B);
    }

    static Cell[] Cells(ValueRange range, SortedSet<long> cuts, bool history, bool allKnown)
    {
        var cells = new List<Cell>();
        long least = range.Least;
        foreach (long cut in cuts)
        {
            cells.Add(new Cell(true, false, least, cut));
            least = cut + 1;
        }
        cells.Add(new Cell(true, false, least, range.Most));
        if (allKnown) return [.. cells];
        cells.Add(new Cell(false, false, 0, 0));
        if (history) cells.Add(new Cell(false, true, 0, 0));
        return [.. cells];
    }

    static byte Of(Node node, Cell cell)
    {
        if (node.Kind == NodeKind.Known) return cell.IsKnown ? Truth.True : Truth.False;
        if (!cell.IsKnown) return cell.HasNoHistory && node.FalseWithoutHistory ? Truth.False : Truth.Unknown;
        return cell.Least >= node.Least && cell.Most <= node.Most ? Truth.True : Truth.False;
    }

    byte Of(Node node)
    {
        int variable = _local[node.A];
        if (_assigned[variable] >= 0) return Of(node, _cells[variable][_assigned[variable]]);
        byte set = 0;
        foreach (var cell in _cells[variable]) set |= Of(node, cell);
        return set;
    }

    void Evaluate()
    {
        _work += _order.Count;
        foreach (int index in _order)
        {
            var node = conditions.Nodes[index];
            _set[index] = node.Kind switch
            {
                NodeKind.Constant => (byte)node.A,
                NodeKind.Within or NodeKind.Known => Of(node),
                NodeKind.And => Truth.And(_set[node.A], _set[node.B]),
                NodeKind.Or => Truth.Or(_set[node.A], _set[node.B]),
                NodeKind.Not => Truth.Not(_set[node.A]),
                NodeKind.Given => Truth.Given(_set[node.A], _set[node.B]),
                NodeKind.Coalesce => Truth.Coalesce(_set[node.A], _set[node.B]),
                _ => Truth.Has(_set[node.A]),
            };
        }
    }

    bool? Search(ReadOnlySpan<(int Node, byte Wanted)> goals)
    {
        Evaluate();
        (int Node, byte Wanted)? open = null;
        foreach (var goal in goals)
        {
            if ((_set[goal.Node] & goal.Wanted) == 0) return false;
            if ((_set[goal.Node] & ~goal.Wanted) != 0) open ??= goal;
        }
        if (open is not { } next)
        {
            for (int i = 0; i < _assigned.Length; i++)
                if (_assigned[i] >= 0) _found.Add(new Assigned(conditions.Variables[_variables[i]], _cells[i][_assigned[i]]));
            return true;
        }
        if (_work > _budget) return null;
        var (atom, wanted) = Open(next.Node, next.Wanted);
        int variable = _local[conditions.Nodes[atom].A];
        foreach (bool promising in (ReadOnlySpan<bool>)[true, false])
        {
            for (int cell = 0; cell < _cells[variable].Length; cell++)
            {
                if ((Of(conditions.Nodes[atom], _cells[variable][cell]) & wanted) != 0 != promising) continue;
                _assigned[variable] = cell;
                bool? found = Search(goals);
                _assigned[variable] = -1;
                if (found != false) return found;
            }
        }
        return false;
    }

    /// <summary>A part that is undecided and on which the node depends, and what had better come out of it.</summary>
    (int Atom, byte Wanted) Open(int index, byte wanted)
    {
        while (true)
        {
            var node = conditions.Nodes[index];
            switch (node.Kind)
            {
                case NodeKind.Within or NodeKind.Known: return (index, wanted);
                case NodeKind.Not: (index, wanted) = (node.A, Truth.Not(wanted)); break;
                case NodeKind.Has: (index, wanted) = (node.A, (byte)((wanted & Truth.True) != 0 ? Truth.True | Truth.False : Truth.Unknown)); break;
                case NodeKind.Given when !Truth.IsOne(_set[node.A]): (index, wanted) = (node.A, wanted == Truth.Unknown ? Truth.Any : Truth.True); break;
                default: index = Truth.IsOne(_set[node.A]) ? node.B : node.A; break;
            }
        }
    }
}
