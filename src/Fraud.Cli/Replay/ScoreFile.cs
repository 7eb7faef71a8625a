using System.Globalization;
using System.Text;

namespace Fraud.Cli.Replay;

/// <summary>
/// A table of id and score for tools that rank. The score is the model's margin, to the last digit: probabilities stay level over stretches of margins, and a level is a tie.
/// </summary>
sealed class ScoreFile : IDisposable
{
    readonly StreamWriter _lines;

    public ScoreFile(Stream stream)
    {
        _lines = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        _lines.WriteLine("id,score");
    }

    public long Rows { get; private set; }

    public void Write(string id, double margin)
    {
        bool quoted = id.AsSpan().IndexOfAny(",\"\r\n") >= 0;
        _lines.Write(quoted ? $"\"{id.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : id);
        _lines.Write(',');
        _lines.WriteLine(margin.ToString("R", CultureInfo.InvariantCulture));
        Rows++;
    }

    public void Flush() => _lines.Flush();

    public void Dispose() => _lines.Dispose();
}
