using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;
using Fraud.Triage;

namespace Fraud;

public sealed partial class FraudEngine
{
    /// <summary>
    /// How long a value over all that is remembered is withheld when it is asked for the first time after a reload: a habit takes 30 days to form (typologies, section 3).
    /// </summary>
    static readonly long s_habitTicks = 30 * TimeSpan.TicksPerDay;

    readonly Lock _reloading = new(), _adopting = new();
    readonly List<(int Stratum, int Column, long Until)> _warming = [];
    volatile PolicyGeneration? _pending;

    /// <summary>Which policy decides: 1 for the one the engine was made with, one more with each reload that has taken effect.</summary>
    public int Generation => _generation.Number;

    /// <summary>How the policies tried beside the deciding one differ from it, in the order of <see cref="FraudOptions.Shadows"/>, since they were given.</summary>
    public IReadOnlyList<ShadowTally> Shadows => _generation.Shadows;

    /// <summary>How the alerts of the models beside the deciding one differ from its own, in the order of <see cref="FraudOptions.Challengers"/>, since they were given beside it.</summary>
    public IReadOnlyList<ModelTally> Challengers => _generation.Models.Tallies;

    /// <summary>As <see cref="Reload(Policy, IReadOnlyList{Policy})"/>, with nothing tried beside it.</summary>
    /// <param name="policy">What decides from then on.</param>
    /// <exception cref="ArgumentException">As there.</exception>
    public void Reload(Policy policy) => Reload(policy, []);

    /// <summary>
    /// Goes on with another policy and the same models, from the engine's next call that judges: no decision, and no batch, is made by two. May be called from any thread, also while the engine judges;
    /// the policy is compiled on the caller's. What the engine remembers is kept for all aggregates that the new policy asks too; one that was not asked before is not known
    /// (<see cref="UnknownReason.Warming"/>) until it has been recorded for as long as its window, or 30 days when it has none.
    /// </summary>
    /// <param name="policy">What decides from then on.</param>
    /// <param name="shadows">What is tried beside it.</param>
    /// <exception cref="ArgumentException">
    /// A policy has errors, lacks a feature of the engine's models, or exceeds the budget that the engine was made with; the engine goes on as it is.
    /// </exception>
    public void Reload(Policy policy, IReadOnlyList<Policy> shadows)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(shadows);
        ObjectDisposedException.ThrowIf(_disposed, this);
        lock (_reloading) Prepare(policy, shadows, null);
    }

    /// <summary>
    /// As <see cref="Reload(Policy, IReadOnlyList{Policy})"/>, with other models. A model that goes on, known by its <see cref="Model.Hash"/>, keeps the scores that its percentile is measured by,
    /// and, as a challenger beside the same model, what was counted of it (<see cref="Challengers"/>); of another one they begin anew, and what it asks of profiles for the first time is not known to it until it has warmed up.
    /// </summary>
    /// <param name="policy">What decides from then on.</param>
    /// <param name="shadows">What is tried beside it.</param>
    /// <param name="model">The model whose score counts; none when null.</param>
    /// <param name="challengers">What is scored beside it.</param>
    /// <exception cref="ArgumentException">A policy has errors, lacks a feature of a model, or exceeds the budget that the engine was made with; the engine goes on as it is.</exception>
    public void Reload(Policy policy, IReadOnlyList<Policy> shadows, Model? model, IReadOnlyList<Model> challengers)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(shadows);
        ArgumentNullException.ThrowIfNull(challengers);
        ObjectDisposedException.ThrowIf(_disposed, this);
        lock (_reloading) Prepare(policy, shadows, (model, challengers));
    }

    /// <param name="policy">What decides.</param>
    /// <param name="shadows">What is tried beside it.</param>
    /// <param name="models">Null for those that were given last.</param>
    void Prepare(Policy policy, IReadOnlyList<Policy> shadows, (Model? Champion, IReadOnlyList<Model> Challengers)? models)
    {
        while (true)
        {
            PolicyGeneration before, latest;
            // What is about to take effect has the models that were given last. Both are read at once: between the two, it could take effect and be in neither.
            lock (_adopting) (before, latest) = (_generation, _pending ?? _generation);
            var (model, challengers) = models ?? (latest.Models.Champion?.Model, [.. latest.Models.Challengers.Select(c => c.Model)]);
            var next = new PolicyGeneration(policy, shadows, model, challengers, _hasher, before, _options.Features);
            Demand(next, policy, shadows);
            lock (_adopting)
            {
                // An earlier reload may have taken effect meanwhile: then its tables are the ones to keep.
                if (before != _generation) continue;
                _pending = next;
                return;
            }
        }
    }

    void Adopt()
    {
        PolicyGeneration before = _generation, next;
        lock (_adopting)
        {
            next = _pending!;
            _pending = null;
            Volatile.Write(ref _generation, next);
        }
        (int Stratum, int Column, long Until)[] warming = [.. _warming.Where(w => w.Until > Now)];
        _warming.Clear();
        var tables = new ProfileTable[next.Program.Planned.Count];
        for (int t = 0; t < tables.Length; t++)
        {
            var planned = next.Program.Planned[t];
            if (t < next.Program.Kept.Length)
            {
                tables[t] = _tables[next.Program.Kept[t]];
                tables[t].Rebind(planned.Spec);
                KeepWarm(warming, before.Program.Planned[next.Program.Kept[t]].Spec, planned.Spec);
            }
            else
            {
                tables[t] = new ProfileTable(planned.Spec, _tableBudget, _memory);
            }
        }
        for (int t = 0; t < _tables.Length; t++)
            if (!next.Program.Kept.Contains(t)) _tables[t].Dispose();
        _tables = tables;
        _graphs = AdoptGraphs(next.Program.Graphs);
        if (_lastId > 0) Warm(next.Program);
        var taught = next.Program.NewBatch();
        _settlements.Rebase(next.Program.SettledColumns, taught, next.Program.SettledIn(before.Program));
        _labels.Rebase(next.Program.LabelledColumns, taught, next.Program.LabelledIn(before.Program), _lastId);
        Watch();
        // Decisions that the host still holds keep their pages.
        _pages.Clear();
    }

    /// <summary>From the first policy on that asks for confirmations or covers, orders are remembered for them.</summary>
    void Watch()
    {
        var program = _generation.Program;
        if (_confirmations is not null || program.Watch is not null)
        {
            _confirmations ??= new Confirmations(_answerable);
            _confirmations.Serve(program.Watch, _generation.Reference);
        }
        _uncovered = program.Fields.GetValueOrDefault(Vocabulary.Uncovered, -1);
        if (_uncovered >= 0) _covers ??= new CoverWatch(_answerable);
    }

    /// <summary>Fills the columns of what is watched for, before anything is computed from them.</summary>
    void Watch(DecisionPage page, int row)
    {
        ref readonly var keys = ref _generation.Facts.TransferOf(row);
        _confirmations?.Fill(page.Columns, row, in page.Fields[row], in keys, (page.Flags[row] & DecisionFlags.Test) != 0);
        if (_covers is null) return;
        long missing = _covers.MissingOf(keys.Owner, page.Columns.Ticks[row]);
        if (_uncovered < 0) return;
        if (missing == ColumnBatch.Unknown) page.Columns.SetUnknown(_uncovered, row, UnknownReason.NoSignal);
        else page.Columns.Values[_uncovered * ColumnBatch.Stride + row] = missing;
    }

    /// <summary>The graphs of a plan: those that hold its transfers go on, however little of it was asked before.</summary>
    FlowGraph[] AdoptGraphs(IReadOnlyList<FlowSpec> specs)
    {
        var before = new List<FlowGraph>(_graphs);
        var graphs = new FlowGraph[specs.Count];
        for (int g = 0; g < graphs.Length; g++)
        {
            var spec = specs[g];
            int same = before.FindIndex(b => spec.Continues(b.Spec));
            var graph = same >= 0 ? before[same] : new FlowGraph(spec, _tableBudget, _memory) { CompleteFrom = _lastId == 0 ? long.MinValue : _newestTicks };
            if (same >= 0)
            {
                before.RemoveAt(same);
                graph.Rebind(spec, _newestTicks);
            }
            graphs[g] = graph;
            if (graph.CompleteFrom == long.MinValue) continue;
            foreach (var query in spec.Queries)
                if (graph.CompleteFrom + query.WindowTicks > _newestTicks) _warming.Add((spec.Stratum, query.Output, graph.CompleteFrom + query.WindowTicks));
        }
        foreach (var graph in before) graph.Dispose();
        return graphs;
    }

    /// <summary>The end of the tick at work. Later messages may have been seen: those whose clocks were wrong.</summary>
    long Now => _tick == long.MinValue ? _newestTicks : Math.Min(_newestTicks, (_tick + 1) * _tickTicks);

    /// <summary>
    /// What is new is known when its window has passed since all that it is built on became known: until then, its condition could not be judged, and what it should have recorded
    /// was not.
    /// </summary>
    void Warm(RuleProgram program)
    {
        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        for (int t = program.Kept.Length; t < program.Planned.Count; t++)
            foreach (var aggregate in program.Planned[t].Aggregates) KnownFrom(aggregate);

        long KnownFrom(Bound value)
        {
            int column = program.Names.GetValueOrDefault(value.Key, -1);
            switch (value)
            {
                case BoundOperation o: return o.Arguments.Max(KnownFrom);
                case BoundFlow: return _warming.Where(w => w.Column == column).Select(w => w.Until).DefaultIfEmpty(Now).Max();
                case BoundAggregate a:
                    if (known.TryGetValue(a.Key, out long from)) return from;
                    bool isKept = program.Planned.Take(program.Kept.Length).Any(p => p.Aggregates.Any(k => k.Key == a.Key));
                    if (isKept) return known[a.Key] = _warming.Where(w => w.Column == column).Select(w => w.Until).DefaultIfEmpty(Now).Max();
                    from = a.Inputs.Select(KnownFrom).Append(Now).Max() + (a.WindowTicks == 0 ? s_habitTicks : a.WindowTicks);
                    var planned = program.Planned.SelectMany(p => p.Aggregates.Zip(p.Spec.Aggregates)).First(p => p.First.Key == a.Key).Second;
                    _warming.Add((planned.Stratum, planned.Output, from));
                    return known[a.Key] = from;
                default: return Now;
            }
        }
    }

    /// <summary>What was not yet known before is not yet known in its new column.</summary>
    void KeepWarm((int Stratum, int Column, long Until)[] warming, ProfileSpec before, ProfileSpec spec)
    {
        foreach (var (stratum, column, until) in warming)
        {
            for (int a = 0; a < before.Aggregates.Count; a++)
                if (before.Aggregates[a].Output == column) _warming.Add((stratum, spec.Aggregates[a].Output, until));
        }
    }

    /// <summary>Takes back what is not yet known, before anything is computed from it.</summary>
    void Withhold(ColumnBatch batch, int stratum)
    {
        foreach (var (at, column, until) in _warming)
        {
            if (at != stratum) continue;
            for (int row = batch.From; row < batch.Rows; row++)
                if (batch.Ticks[row] < until) batch.SetUnknown(column, row, UnknownReason.Warming);
        }
    }
}
