using Fraud.Profiles;
using Fraud.Rules.Program;
using Fraud.Scoring;

namespace Fraud.Benchmarks;

/// <summary>The hot paths of models: a row, a matrix, rows of a batch, by each kernel that the processor has.</summary>
static class ScoringScenarios
{
    static double s_sink;

    public static IEnumerable<HotScenario> All
    {
        get
        {
            var traffic = new ScoringTraffic(1);
            var model = new Model(new ModelContent { Kind = ModelKind.Supervised, Origin = "invented", Trees = traffic.Ensemble, Features = [] });
            var margins = new double[ScoringTraffic.Rows];
            int next = 0;
            yield return new("Model.Margin", () => s_sink += model.Margin(traffic.Row(next++)), Weight: 10);
            yield return new("Model.Margins of 4,096", () => model.Margins(traffic.Matrix, margins), Weight: ScoringTraffic.Rows);
            foreach (var kernel in Enum.GetValues<Kernel>().Where(Kernels.IsAvailable))
            {
                var scorer = new TreeScorer(model.Program, kernel);
                yield return new($"TreeScorer.Margin, {kernel}", () => s_sink += scorer.Margin(traffic.Row(next++)), Weight: 10);
                yield return new($"TreeScorer.Margins of 256, {kernel}", () => scorer.Margins(traffic.Columns, traffic.ColumnOf, 0, ColumnBatch.Capacity, margins), Weight: ColumnBatch.Capacity);
                yield return new($"TreeScorer.Margins of 3, {kernel}", () => scorer.Margins(traffic.Columns, traffic.ColumnOf, 100, 103, margins), Weight: 30);
            }
        }
    }
}
