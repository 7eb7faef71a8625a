using System.Globalization;
using System.Text;

namespace Fraud;

/// <summary>How serious a finding in a rule file is.</summary>
public enum DiagnosticSeverity : byte
{
    /// <summary>The pack works, but probably not as meant.</summary>
    Warning,
    /// <summary>The pack cannot be used.</summary>
    Error,
}

/// <summary>A finding in a rule file: where, what, and what was expected instead.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in characters, from 1.</param>
/// <param name="Length">How many characters it spans, at least 1.</param>
/// <param name="Severity">Error or warning.</param>
/// <param name="Message">The sentence a reader sees.</param>
/// <param name="SourceLine">The line it stands on.</param>
public sealed record Diagnostic(string File, int Line, int Column, int Length, DiagnosticSeverity Severity, string Message, string SourceLine)
{
    const int LineWidth = 160;

    /// <summary>As a compiler prints it: place and sentence, then the line with the span underlined.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {(Severity == DiagnosticSeverity.Error ? "error" : "warning")}: {Printable(Message)}");
        if (SourceLine.Length == 0) return text.ToString();
        // Of a line too long to read, the part around the finding.
        int from = Column <= LineWidth / 2 || SourceLine.Length <= LineWidth ? 0 : Math.Min(Column - 1, SourceLine.Length - 1) - LineWidth / 2;
        string shown = Printable(SourceLine.AsSpan(from, Math.Min(LineWidth, SourceLine.Length - from)));
        int column = Column - from;
        string gutter = Line.ToString(CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $"\n  {gutter} | {shown}\n  {new string(' ', gutter.Length)} | ");
        for (int i = 0; i < column - 1 && i < shown.Length; i++) text.Append(shown[i] == '\t' ? '\t' : ' ');
        text.Append('^').Append('~', Math.Max(0, Math.Min(Length, shown.Length - column + 2) - 1));
        return text.ToString();
    }

    // Control characters would speak to the terminal.
    static string Printable(ReadOnlySpan<char> text)
    {
        var clean = text.ToString().ToCharArray();
        for (int i = 0; i < clean.Length; i++)
            if (char.IsControl(clean[i]) && clean[i] != '\t') clean[i] = '\uFFFD';
        return new string(clean);
    }
}
