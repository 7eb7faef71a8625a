namespace Fraud.Cli.Replay;

/// <summary>What is known about the messages of a log: a CSV with the columns <c>id</c> (field 20) and <c>label</c> (1 = attack); others are passed over.</summary>
sealed class Labels
{
    readonly Dictionary<string, bool> _attacks; // looked up, never enumerated

    Labels(Dictionary<string, bool> attacks) => _attacks = attacks;

    public int Count => _attacks.Count;

    public bool TryFind(string id, out bool attack) => _attacks.TryGetValue(id, out attack);

    /// <summary>Null and the fault when it cannot be read.</summary>
    public static Labels? Load(string path, out string? fault)
    {
        fault = null;
        try
        {
            using var reader = new StreamReader(path);
            string[] header = (reader.ReadLine() ?? "").Split(',');
            int id = Array.IndexOf(header, "id"), label = Array.IndexOf(header, "label");
            if (id < 0 || label < 0) fault = "line 1: expected a header with the columns id and label";
            var attacks = new Dictionary<string, bool>(StringComparer.Ordinal);
            for (int line = 2; fault is null && reader.ReadLine() is { } text; line++)
            {
                if (text.Length == 0) continue;
                string[] cells = text.Split(',');
                if (cells.Length <= Math.Max(id, label) || cells[label] is not ("0" or "1")) fault = FormattableString.Invariant($"line {line}: expected a label of 0 or 1");
                else attacks[cells[id]] = cells[label] == "1";
            }
            return fault is null ? new Labels(attacks) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            fault = problem is FileNotFoundException or DirectoryNotFoundException ? "no such file" : problem.Message;
            return null;
        }
    }
}
