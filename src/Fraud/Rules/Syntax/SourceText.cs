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
    const int LongestName = 64;
    const int MostFindings = 100; // a file with more is no rule file, and every finding costs a scan

    readonly List<Diagnostic> _diagnostics = [];

    public string Name => name;
    public string Text => text;
    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;
    public bool HasErrors { get; private set; }

    public string this[Span span] => text.Substring(span.Start, span.Length);

    public void Error(Span span, string message) => Report(span, DiagnosticSeverity.Error, message);
    public void Warn(Span span, string message) => Report(span, DiagnosticSeverity.Warning, message);

    void Report(Span span, DiagnosticSeverity severity, string message)
    {
        if (_diagnostics.Count > MostFindings) return;
        if (_diagnostics.Count == MostFindings) message = "too many findings; from here on they are not shown";
        HasErrors |= severity == DiagnosticSeverity.Error;
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
        // Nobody meant a name that long, and comparing costs the product of the lengths.
        if (name.Length > LongestName) return "";
        string? best = null;
        int bestDistance = Math.Max(1, name.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            if (candidate.Length > LongestName) continue;
            int distance = Distance(name, candidate);
            if (distance < bestDistance || distance == bestDistance && best is not null && string.CompareOrdinal(candidate, best) < 0)
                (best, bestDistance) = (candidate, distance);
        }
        return best is null || bestDistance > Math.Max(1, name.Length / 3) ? "" : $"; did you mean '{best}'?";
    }

    // Swapped neighbours count as one slip, as they are typed.
    static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
