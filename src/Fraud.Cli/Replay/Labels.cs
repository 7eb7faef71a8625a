using Fraud.Cli.Logs;
using Fraud.Messages;

namespace Fraud.Cli.Replay;

/// <summary>What is known about the messages of a log: delimited columns, of which <c>id</c> (the reference) and <c>label</c> (1, true or fraud = attack) are read.</summary>
sealed class Labels
{
    readonly Dictionary<string, bool> _attacks = new(StringComparer.Ordinal); // looked up, never enumerated

    public int Count => _attacks.Count;

    /// <summary>How many were asked for and known.</summary>
    public long Found { get; private set; }

    public bool TryFind(string id, out bool attack)
    {
        bool found = _attacks.TryGetValue(id, out attack);
        if (found) Found++;
        return found;
    }

    /// <summary>The labels of a file, if one is named; false when it cannot be read, and then the error stream says why.</summary>
    public static bool TryLoad(ToolConsole console, string? path, out Labels? labels)
    {
        labels = null;
        if (path is null || (labels = Load(path, out string? fault)) is not null) return true;
        console.Error.WriteLine($"{path}: {fault}");
        return false;
    }

    /// <summary>Null and the fault when it cannot be read.</summary>
    public static Labels? Load(string path, out string? fault)
    {
        var labels = new Labels();
        try
        {
            using var file = File.OpenRead(path);
            fault = labels.Read(new RowReader(file));
        }
        catch (FormatException)
        {
            fault = HeaderFault;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            fault = problem is FileNotFoundException or DirectoryNotFoundException ? "no such file" : problem.Message;
        }
        return fault is null ? labels : null;
    }

    const string HeaderFault = "line 1: expected a header with the columns id and label";

    string? Read(RowReader rows)
    {
        if (!rows.TryRead(out var row)) return HeaderFault;
        var decoder = DelimitedDecoder.Create(row.Span);
        if (!decoder.Has(RecordField.Id) || !decoder.Has(RecordField.Label)) return HeaderFault;
        rows.Delimiter = decoder.Delimiter;
        while (rows.TryRead(out row))
        {
            var label = decoder.Decode(row.Span);
            // What other columns hold does not matter here.
            string? fault = rows.Fault ?? (label.Status is DecodeStatus.Malformed or DecodeStatus.Empty ? decoder.Fault : label.Reference.IsEmpty ? "expected an id"
                : label.Label is null ? "expected a label: " + RecordFields.ExpectationOf(RecordField.Label) : null);
            if (fault is not null) return FormattableString.Invariant($"line {rows.Line}: {fault}");
            _attacks[JsonText.Show(label.Reference)] = label.Label!.Value;
        }
        return null;
    }
}
