using System.Globalization;
using System.Text;
using System.Text.Json;
using Fraud.Cli.Logs;
using Fraud.Cli.Replay;
using Fraud.Messages;

namespace Fraud.Cli.Evaluation;

/// <summary>What was said of each payment: a number by which they are ranked, from decision logs (JSON Lines) and tables (id and score).</summary>
sealed class Scores
{
    const string Score = "score", Margin = "margin", Points = "points";

    readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal); // looked up, never enumerated
    readonly List<double> _values = [], _scores = [], _points = [];
    readonly List<long> _ticks = [];
    readonly string? _wanted;
    bool _hasMargin, _hasScore, _hasPoints, _hasTable, _hasRarity;

    Scores(string? wanted) => _wanted = wanted;

    /// <summary>What it is ranked by: a member of the decision log, or a column.</summary>
    public string By => _wanted ?? (_hasMargin && !_hasTable ? Margin : _hasScore || !_hasPoints ? Score : Points);

    public int Count => _values.Count;

    /// <summary>How many ids came again; the last of each counts.</summary>
    public long Repeated { get; private set; }

    /// <summary>How many have no number to be ranked by.</summary>
    public long Unscored { get; private set; }

    /// <summary>Whether decisions bear a time.</summary>
    public bool HasTime { get; private set; }

    public int Find(string id) => _rows.GetValueOrDefault(id, -1);

    /// <summary>NaN where there is none.</summary>
    public double ValueAt(int row) => _values[row];

    /// <summary>What the value stands for, where it may be a probability: of a margin the score beside it. NaN where it is none, as of points, percentiles and of how rare a row is.</summary>
    public double ProbabilityAt(int row) => _hasRarity ? double.NaN : By switch { Points or "percentile" => double.NaN, Margin => _scores[row], _ => _values[row] };

    /// <summary>Ticks of UTC; 0 where none is given.</summary>
    public long TicksAt(int row) => _ticks[row];

    /// <param name="inputs">Decision logs as <c>fraud replay --out</c> writes them, or tables with a header.</param>
    /// <param name="by">The member or column to rank by; null for the margin, which has no ties where probabilities are level, else the score, or the points of decisions where no model scored.</param>
    /// <exception cref="InvalidDataException">A file cannot be read; the message begins with its name.</exception>
    public static Scores Load(IEnumerable<LogInput> inputs, string? by)
    {
        var scores = new Scores(by);
        foreach (var input in inputs)
        {
            try
            {
                using var stream = LogStream.Open(input.Open(), input.Name);
                if (stream.Peek(1) is [(byte)'{']) scores.ReadDecisions(stream);
                else scores.ReadTable(stream);
            }
            catch (Exception problem) when (problem is FormatException or JsonException or IOException or UnauthorizedAccessException)
            {
                throw new InvalidDataException($"{input.Name}: {(problem is FileNotFoundException or DirectoryNotFoundException ? "no such file" : problem.Message)}", problem);
            }
        }
        scores.Settle();
        return scores;
    }

    void Settle()
    {
        for (int row = 0; row < _values.Count; row++)
        {
            if (_wanted is null && By != Margin) _values[row] = By == Score ? _scores[row] : _points[row];
            if (double.IsNaN(_values[row])) Unscored++;
        }
    }

    void ReadTable(Stream stream)
    {
        using var table = new TableReader(stream, null);
        int id = table.Require(RecordField.Id, "the payment's reference"), score = table.Require(_wanted ?? Score);
        _hasScore = _hasTable = true;
        while (table.TryRead()) Add(table.Id(id), table.Number(score), table.Number(score), double.NaN, 0);
    }

    void ReadDecisions(Stream stream)
    {
        using var lines = new StreamReader(stream, new UTF8Encoding(false));
        byte[] bytes = [];
        for (long number = 1; lines.ReadLine() is { } line; number++)
        {
            if (line.AsSpan().Trim().IsEmpty) continue;
            if (bytes.Length < 3 * line.Length) bytes = new byte[6 * line.Length];
            if (ReadDecision(bytes.AsSpan(0, Encoding.UTF8.GetBytes(line, bytes))) is { } fault) throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {number}: {fault}"));
        }
    }

    /// <summary>Null, or what is wrong with the line.</summary>
    string? ReadDecision(ReadOnlySpan<byte> line)
    {
        var (id, value, score, points, ticks) = ((string?)null, double.NaN, double.NaN, double.NaN, 0L);
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return "expected a decision, one JSON object";
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string name = json.GetString()!;
                json.Read();
                if (name == "id" && json.TokenType == JsonTokenType.String) id = json.GetString();
                else if (name == "time" && json.TokenType == JsonTokenType.String)
                {
                    if (!RecordValue.TryReadTime(json.ValueSpan, out ticks, out _)) return "time: expected " + RecordFields.ExpectationOf(RecordField.Time);
                    HasTime = true;
                }
                else if (name == DecisionLog.ScoreIs && json.TokenType == JsonTokenType.String && json.ValueTextEquals(DecisionLog.Rarity)) _hasRarity = true;
                else if (json.TokenType == JsonTokenType.Number && (name == (_wanted ?? Margin) || name is Score or Points))
                {
                    double number = json.GetDouble();
                    if (!double.IsFinite(number)) return $"{name}: expected a number";
                    if (name == Points) (points, _hasPoints) = (number, true);
                    if (name == Score) (score, _hasScore) = (number, true);
                    if (name == Margin) _hasMargin = true;
                    if (name == (_wanted ?? Margin)) value = number;
                }
                json.Skip();
            }
        }
        catch (JsonException)
        {
            return "expected a decision, one JSON object";
        }
        if (string.IsNullOrEmpty(id)) return "expected the member id, the payment's reference";
        Add(id, value, score, points, ticks);
        return null;
    }

    void Add(string id, double value, double score, double points, long ticks)
    {
        if (_rows.TryGetValue(id, out int row))
        {
            Repeated++;
            (_values[row], _scores[row], _points[row], _ticks[row]) = (value, score, points, ticks);
            return;
        }
        _rows.Add(id, _values.Count);
        _values.Add(value);
        _scores.Add(score);
        _points.Add(points);
        _ticks.Add(ticks);
    }
}
