#if TRAINING
using System.Globalization;
using Fraud.Cli.Features;
using Fraud.Training;

namespace Fraud.Cli.Training;

/// <summary>Gathers the rows to train on, and what a model card should say of them.</summary>
static class TrainingRows
{
    public static TrainingSet Of(FeatureTable table, List<KeyValuePair<string, string>> notes)
    {
        notes.Add(new("Taken from", "a table of features"));
        NoteUnknown(table.Labels.Count(label => label is null), notes);
        return new TrainingSet(table.Features, table.Rows, [.. table.Labels.Select(label => label == true)], table.Ticks)
        {
            Definitions = [.. table.Features.Select(name => table.Definitions.GetValueOrDefault(name, ""))],
        };
    }

    /// <summary>Replays the logs. Null when that cannot be done, and then the error stream says why.</summary>
    public static TrainingSet? Of(ToolConsole console, FeatureRequest logs, List<KeyValuePair<string, string>> notes, out bool faulty)
    {
        var (rows, isFraud, ticks, unknown) = (new List<float[]>(), new List<bool>(), new List<long>(), 0);
        var tally = logs.Run(console, (in FeatureRow row, ReadOnlySpan<float> features) =>
        {
            rows.Add(features.ToArray());
            isFraud.Add(row.Label == true);
            ticks.Add(row.At.UtcTicks);
            if (row.Label is null) unknown++;
        }, out faulty);
        if (tally is null) return null;
        if (rows.Count == 0)
        {
            console.Error.WriteLine(tally.OutsidePeriod + tally.NotAsked == 0 ? "the logs hold no transfers: there is nothing to train on"
                : FormattableString.Invariant($"there is nothing to train on: {tally.OutsidePeriod:N0} transfers lie outside the period from --from to --to, and of {tally.NotAsked:N0} in it --where is not true"));
            return null;
        }
        if (logs.LabelDelay is { } late && late > tally.Last - tally.Began) console.Error.WriteLine("the label delay is longer than the logs: the engine never knew a label");
        notes.Add(new("Taken from", FormattableString.Invariant($"logs, replayed; {tally.OutsidePeriod:N0} transfers outside the period only taught")));
        notes.Add(new("Policy", logs.Policy.Hash));
        notes.Add(new("Labels in features", logs.LabelDelay is { } delay ? FormattableString.Invariant($"known to the engine {delay.TotalDays:0.##} days after the transfer") : "never known to the engine"));
        NoteUnknown(unknown, notes);
        var definitions = logs.Policy.Pack!.Features.ToDictionary(feature => feature.Name, feature => feature.Definition);
        return new TrainingSet(logs.Features, rows, isFraud, ticks) { Definitions = [.. logs.Features.Select(name => definitions[name])] };
    }

    static void NoteUnknown(int unlabelled, List<KeyValuePair<string, string>> notes)
    {
        if (unlabelled > 0) notes.Add(new("Labels", FormattableString.Invariant($"{unlabelled:N0} rows without a label were taken as not fraud")));
    }
}
#endif
