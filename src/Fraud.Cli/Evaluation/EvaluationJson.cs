using System.Globalization;
using System.Text.Json;
using Fraud.Cli.Logs;

namespace Fraud.Cli.Evaluation;

/// <summary>The same as <see cref="EvaluationReport"/>, for programs: one JSON object.</summary>
static class EvaluationJson
{
    public static void Write(Stream stream, Scores scores, LabelledScores data, EvaluationOptions options, EvaluationResult result, CalibrationBands? calibration)
    {
        using (var json = new Utf8JsonWriter(stream, JsonText.Options with { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("by", scores.By);
            json.WriteNumber("unlabelled", data.Unlabelled);
            json.WriteNumber("unscored", data.Unscored);
            json.WriteNumber("resamples", options.Resamples);
            json.WriteNumber("seed", options.Seed);
            json.WriteStartArray("windows");
            foreach (var window in result.Windows)
            {
                json.WriteStartObject();
                WriteTime(json, "from", window.From);
                WriteTime(json, "to", window.To);
                json.WriteNumber("payments", window.Ranking.Rows.Count);
                json.WriteNumber("fraud", window.Ranking.Positives);
                json.WriteNumber("days", window.Ranking.Days);
                json.WriteNumber("debtors", data.HasDebtor ? window.Ranking.Debtors : 0);
                json.WriteNumber("known", window.Known);
                WriteEstimates(json, "measures", result.Measures, window.Estimates);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            WriteEstimates(json, "mean", result.Measures, result.Mean);
            if (calibration is not null) WriteCalibration(json, calibration);
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }

    static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } at) json.WriteString(name, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
    }

    static void WriteEstimates(Utf8JsonWriter json, string name, Measure[] measures, Estimate[] estimates)
    {
        json.WriteStartObject(name);
        for (int i = 0; i < measures.Length; i++)
        {
            json.WriteStartObject(measures[i].Key);
            WriteNumber(json, "value", estimates[i].Value);
            WriteNumber(json, "low", estimates[i].Low);
            WriteNumber(json, "high", estimates[i].High);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    // JSON has no word for what is not known but null.
    static void WriteNumber(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    static void WriteCalibration(Utf8JsonWriter json, CalibrationBands calibration)
    {
        json.WriteNumber("brier", calibration.Brier);
        json.WriteStartArray("calibration");
        foreach (var band in calibration.Bands)
        {
            var (low, high) = band.Bounds;
            json.WriteStartObject();
            json.WriteNumber("above", band.Low);
            json.WriteNumber("upTo", band.High);
            json.WriteNumber("payments", band.Rows);
            json.WriteNumber("fraud", band.Frauds);
            json.WriteNumber("meanScore", band.MeanScore);
            json.WriteNumber("share", band.Share);
            json.WriteNumber("low", low);
            json.WriteNumber("high", high);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
