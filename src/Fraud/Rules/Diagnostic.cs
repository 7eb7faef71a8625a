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
    /// <summary>As a compiler prints it: place and sentence, then the line with the span underlined.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {(Severity == DiagnosticSeverity.Error ? "error" : "warning")}: {Message}");
        if (SourceLine.Length == 0) return text.ToString();
        string gutter = Line.ToString(CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $"\n  {gutter} | {SourceLine}\n  {new string(' ', gutter.Length)} | ");
        for (int i = 0; i < Column - 1 && i < SourceLine.Length; i++) text.Append(SourceLine[i] == '\t' ? '\t' : ' ');
        text.Append('^').Append('~', Math.Max(0, Math.Min(Length, SourceLine.Length - Column + 2) - 1));
        return text.ToString();
    }
}
