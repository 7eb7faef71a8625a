using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Fraud.Cli.Logs;
using Fraud.Scoring;

namespace Fraud.Cli.Replay;

/// <summary>Writes one line of JSON for each decision: everything an analyst or a test needs to follow it.</summary>
sealed class DecisionLog : IDisposable
{
    /// <summary>The member that says what a score is where it is no probability, and what it is then: how unlike the training rows a row is.</summary>
    public const string ScoreIs = "scoreIs", Rarity = "rarity";

    readonly int _shadows;
    readonly ModelSet _models;

    readonly ArrayBufferWriter<byte> _line;
    readonly Utf8JsonWriter _json;
    readonly Stream _stream;

    readonly bool _inDepth;

    /// <param name="stream">What the lines are written to.</param>
    /// <param name="shadows">How many policies are tried beside the deciding one.</param>
    /// <param name="models">What scores; null for nothing.</param>
    /// <param name="inDepth">Whether the explanations are in depth.</param>
    public DecisionLog(Stream stream, int shadows, ModelSet? models = null, bool inDepth = false)
    {
        _inDepth = inDepth;
        (_stream, _line) = (stream, new ArrayBufferWriter<byte>());
        _shadows = shadows;
        _models = models ?? new ModelSet();
        _json = new Utf8JsonWriter(_line, JsonText.Options);
    }

    /// <summary>Appends a decision.</summary>
    /// <param name="transfer">Which of its message's transfers it is, or −1 when there is only one.</param>
    public void Write(string source, long offset, int transfer, string id, DateTimeOffset at, in Decision decision, Explanation why)
    {
        _json.WriteStartObject();
        _json.WriteString("source", source);
        _json.WriteNumber("offset", offset);
        if (transfer >= 0) _json.WriteNumber("transfer", transfer);
        _json.WriteString("id", id);
        _json.WriteString("time", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        _json.WriteString("outcome", JsonText.Camel(decision.Outcome));
        _json.WriteNumber("points", decision.Points);
        if (_models.Champion is not null)
        {
            WriteScores(_models.Champion.Model, why.Score, why.Margin, why.Percentile);
            _json.WriteString("model", why.Model);
        }
        if (_models.Challengers.Count > 0) WriteChallengers(decision);
        WriteHits("rules", why.Rules);
        _json.WriteStartArray("notEvaluable");
        foreach (var missing in why.NotEvaluable)
        {
            _json.WriteStartObject();
            _json.WriteString("rule", missing.Rule);
            _json.WriteString("why", missing.Why);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        if (why.Shadow.Count > 0) WriteHits("shadow", why.Shadow);
        if (why.Overrides.Count > 0)
        {
            _json.WriteStartArray("overrides");
            foreach (string applied in why.Overrides) _json.WriteStringValue(applied);
            _json.WriteEndArray();
        }
        if (_shadows > 0)
        {
            _json.WriteStartArray("tried");
            for (int i = 0; i < _shadows; i++) _json.WriteStringValue(JsonText.Camel(decision.OutcomeOf(i)));
            _json.WriteEndArray();
        }
        if (_inDepth) WriteDepth(why);
        _json.WriteString("ruleset", why.Ruleset);
        if (_inDepth) _json.WriteString("dataVersion", why.DataVersion);
        _json.WriteEndObject();
        _json.EndLine(_line, _stream);
    }

    // What is not known is left out: JSON has no word for it.
    void WriteScores(Model model, double score, double margin, double percentile)
    {
        if (!double.IsNaN(score)) _json.WriteNumber("score", score);
        if (model.Content.Kind == ModelKind.Anomaly) _json.WriteString(ScoreIs, Rarity);
        if (!double.IsNaN(margin)) _json.WriteNumber("margin", margin);
        if (!double.IsNaN(percentile)) _json.WriteNumber("percentile", percentile);
    }

    void WriteChallengers(in Decision decision)
    {
        _json.WriteStartArray("challengers");
        for (int i = 0; i < _models.Challengers.Count; i++)
        {
            var scores = decision.ScoresOf(i);
            _json.WriteStartObject();
            WriteScores(_models.Challengers[i].Model, scores.Scores[decision.Row], scores.Margins[decision.Row], scores.Percentiles[decision.Row]);
            _json.WriteString("model", _models.Challengers[i].Model.Hash);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }

    void WriteDepth(Explanation why)
    {
        _json.WriteString("headline", why.Headline);
        if (_models.Champion is not null)
        {
            if (!double.IsNaN(why.ExpectedMargin)) _json.WriteNumber("expectedMargin", why.ExpectedMargin);
            _json.WriteStartArray("contributions");
            foreach (var contribution in why.Contributions)
            {
                _json.WriteStartObject();
                _json.WriteString("feature", contribution.Feature);
                _json.WriteString("value", contribution.Value);
                _json.WriteNumber("amount", contribution.Amount);
                _json.WriteString("sentence", contribution.Sentence);
                _json.WriteEndObject();
            }
            _json.WriteEndArray();
        }
        _json.WriteStartArray("families");
        foreach (var (family, points, cap) in why.Families)
        {
            _json.WriteStartObject();
            _json.WriteString("family", family);
            _json.WriteNumber("points", points);
            _json.WriteNumber("cap", cap);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        WriteHits("nearMisses", why.NearMisses);
        _json.WriteStartArray("counterfactuals");
        foreach (var change in why.Counterfactuals)
        {
            _json.WriteStartObject();
            _json.WriteString("name", change.Name);
            _json.WriteString("was", change.Was);
            _json.WriteString("needed", change.Needed);
            _json.WriteNumber("points", change.Points);
            _json.WriteString("outcome", JsonText.Camel(change.Outcome));
            _json.WriteString("sentence", change.Sentence);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }

    void WriteHits(string name, IReadOnlyList<RuleHit> hits)
    {
        _json.WriteStartArray(name);
        foreach (var hit in hits) WriteHit(hit);
        _json.WriteEndArray();
    }

    void WriteHit(RuleHit hit)
    {
        _json.WriteStartObject();
        _json.WriteString("id", hit.Id);
        _json.WriteNumber("points", hit.Points);
        _json.WriteString("reason", hit.Reason);
        _json.WriteStartObject("values");
        foreach (var (name, value) in hit.Values) _json.WriteString(name, value);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    // The stream is its owner's, who says whether it is kept.
    public void Dispose() => _json.Dispose();
}
