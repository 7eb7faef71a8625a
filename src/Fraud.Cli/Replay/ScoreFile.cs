using System.Globalization;
using System.Text;
using Fraud.Cli.Logs;

namespace Fraud.Cli.Replay;

/// <summary>
/// A table of id and score for tools that rank. The score is the model's margin, to the last digit: probabilities stay level over stretches of margins, and a level is a tie.
/// </summary>
/// <param name="stream">Its owner's, who says whether it is kept.</param>
sealed class ScoreFile(Stream stream)
{
    const int Buffered = 1 << 15;

    readonly StringBuilder _text = new("id,score\n", 2 * Buffered);

    public void Write(string id, double margin)
    {
        _text.Append(CsvText.Cell(id)).Append(CultureInfo.InvariantCulture, $",{margin:R}\n");
        if (_text.Length >= Buffered) Flush();
    }

    public void Flush()
    {
        stream.Write(Encoding.UTF8.GetBytes(_text.ToString()));
        _text.Clear();
    }
}
