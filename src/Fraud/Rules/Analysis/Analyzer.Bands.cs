using Fraud.Rules.Binding;
using Fraud.Rules.Syntax;

namespace Fraud.Rules.Analysis;

sealed partial class Analyzer
{
    /// <summary>Where a condition over one value alone holds, and where it was written.</summary>
    sealed record Band(string Name, SourceText Source, Span Span, Bound Value, ValueRange Domain, long Least, long Most)
    {
        public bool IsClosed => Least > Domain.Least && Most < Domain.Most;
    }

    /// <summary>
    /// Lets and rules that cut one value into bands: each begins and ends above the one before it. Two open ends are bands when they meet in one constant, else merely a small and a
    /// large; one band inside another is a threshold, and a purpose.
    /// </summary>
    void CheckBands()
    {
        foreach (var pack in _own)
        {
            var lets = pack.Items.OfType<LetItem>().Select(l => (l.Name.Name, l.Name.Span, l.Value, Meaning: MeaningOf(l.Name.Name))).Where(l => l.Meaning is not null);
            CheckBands(lets.SelectMany(l => BandsOf(l.Name, pack.Source, l.Span, l.Meaning!, [])));
            foreach (var family in _pack.Rules.Where(r => _written[r.Id].Source == pack.Source && !IsOffOrNever(r.Id)).GroupBy(r => r.Family))
                foreach (var alike in family.GroupBy(r => r.Given?.Key))
                    CheckBands(alike.SelectMany(r => BandsOf(r.Id, pack.Source, _written[r.Id].Item.Id.Span, r.When, [])));
            foreach (var rule in _pack.Rules.Where(r => _written[r.Id].Source == pack.Source && !IsOffOrNever(r.Id)))
            {
                var tiers = rule.Points.Zip(_written[rule.Id].Item.Points).ToList();
                if (tiers.Count > 0 && tiers[0].First.When is not null)
                    CheckBands(tiers.SelectMany(t => BandsOf($"{t.First.Points} points", pack.Source, t.Second.Span, t.First.When!, [])), overlaps: false);
            }
        }
    }

    Bound? MeaningOf(string name) => _pack.Names.TryGetValue(name, out var meaning) && meaning.Type.Kind == RuleKind.Boolean ? meaning : null;

    void CheckBands(IEnumerable<Band> all, bool overlaps = true)
    {
        foreach (var group in all.GroupBy(b => b.Value.Key))
        {
            var bands = group.Where(b => !group.Any(inner => inner != b && b.Least <= inner.Least && b.Most >= inner.Most)).OrderBy(b => b.Least).ToList();
            bool closed = bands.Exists(b => b.IsClosed);
            for (int i = 1; i < bands.Count; i++)
            {
                var (low, high) = (bands[i - 1], bands[i]);
                // Two conditions that should share a constant: a gap or an overlap of the constant alone.
                bool meet = Int128.Abs((Int128)high.Least - low.Most) <= 2;
                if (!closed && !meet) continue;
                string? value = Example.NameOf(low.Value, [.. _pack.Names]);
                var later = high.Span.Start > low.Span.Start ? high : low;
                if (high.Least > low.Most && high.Least - 1 > low.Most)
                    later.Source.Warn(later.Span, $"between {low.Name} and {high.Name} nothing holds{At(low.Most + 1, high.Least - 1)}");
                else if (overlaps && high.Least <= low.Most)
                    later.Source.Warn(later.Span, $"{low.Name} and {high.Name} overlap{At(high.Least, low.Most)}");

                string At(long least, long most) => value is null ? "" : least == most ? $": {value} = {Example.Text(least, low.Value.Type)}"
                    : $": {value} from {Example.Text(least, low.Value.Type)} to {Example.Text(most, low.Value.Type)}";
            }
        }
    }

    /// <summary>The one band of a condition that is a chain of comparisons of one ordered value with constants; none of any other.</summary>
    IEnumerable<Band> BandsOf(string name, SourceText source, Span span, Bound condition, List<int> atoms)
    {
        if (!Atoms(_conditions.Of(condition)) || atoms.Count == 0) return [];
        var variable = _conditions.Variables[_conditions.Nodes[atoms[0]].A];
        if (variable.Other is not null || !variable.Value.Type.IsOrdered || atoms.Exists(a => _conditions.Nodes[a].A != _conditions.Nodes[atoms[0]].A || _conditions.Nodes[a].FalseWithoutHistory)) return [];
        long least = atoms.Max(a => Math.Max(_conditions.Nodes[a].Least, variable.Range.Least)), most = atoms.Min(a => Math.Min(_conditions.Nodes[a].Most, variable.Range.Most));
        return least > most ? [] : [new Band(name, source, span, variable.Value, variable.Range, least, most)];

        bool Atoms(int index)
        {
            var node = _conditions.Nodes[index];
            if (node.Kind == NodeKind.Within) { atoms.Add(index); return true; }
            return node.Kind == NodeKind.And && Atoms(node.A) && Atoms(node.B);
        }
    }
}
