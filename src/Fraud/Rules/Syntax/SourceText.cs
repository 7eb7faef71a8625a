namespace Fraud.Rules.Syntax;

/// <summary>A place in a source: offset and length in characters.</summary>
readonly record struct Span(int Start, int Length)
{
    public int End => Start + Length;
    public static Span Between(Span first, Span last) => new(first.Start, last.End - first.Start);
}

/// <summary>A rule file and what was found in it. All findings of a file are collected before anybody stops.</summary>
sealed class SourceText(string name, string text)
{
    readonly List<Diagnostic> _diagnostics = [];

    public string Name => name;
    public string Text => text;
    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;
    public bool HasErrors => _diagnostics.Exists(d => d.Severity == DiagnosticSeverity.Error);

    public string this[Span span] => text.Substring(span.Start, span.Length);

    public void Error(Span span, string message) => Report(span, DiagnosticSeverity.Error, message);
    public void Warn(Span span, string message) => Report(span, DiagnosticSeverity.Warning, message);

    void Report(Span span, DiagnosticSeverity severity, string message)
    {
        int at = Math.Min(span.Start, text.Length), line = 1, lineStart = 0;
        for (int i = 0; i < at; i++)
            if (text[i] == '\n') { line++; lineStart = i + 1; }
        int lineEnd = text.IndexOf('\n', lineStart);
        string sourceLine = (lineEnd < 0 ? text[lineStart..] : text[lineStart..lineEnd]).TrimEnd('\r');
        _diagnostics.Add(new Diagnostic(name, line, at - lineStart + 1, Math.Max(1, span.Length), severity, message, sourceLine));
    }

    /// <summary>The candidate nearest to a misspelt name, as the tail of a sentence; empty when none is near.</summary>
    public static string DidYouMean(string name, IEnumerable<string> candidates)
    {
        string? best = null;
        int bestDistance = Math.Max(1, name.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(name, candidate);
            if (distance < bestDistance || distance == bestDistance && best is not null && string.CompareOrdinal(candidate, best) < 0)
                (best, bestDistance) = (candidate, distance);
        }
        return best is null || bestDistance > Math.Max(1, name.Length / 3) ? "" : $"; did you mean '{best}'?";
    }

    static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], cost);
            }
        }
        return row[b.Length];
    }
}
