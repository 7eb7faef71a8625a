namespace Fraud.Cli.Logs;

/// <summary>Text in comma-separated columns (RFC 4180).</summary>
static class CsvText
{
    /// <summary>The cell, within quotes where it holds what divides cells or rows.</summary>
    public static string Cell(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
