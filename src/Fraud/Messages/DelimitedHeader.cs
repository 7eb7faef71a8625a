using System.Text;

namespace Fraud.Messages;

/// <summary>The first row of a file: which column holds which field, by canonical name, by a name commonly used for it, or as the caller says.</summary>
sealed class DelimitedHeader
{
    const int MaxUnusedShown = 3;

    // What others call the fields, lower case, blanks and hyphens as underscores.
    static readonly Dictionary<string, RecordField> s_aliases = new(StringComparer.Ordinal)
    {
        ["timestamp"] = RecordField.Time, ["datetime"] = RecordField.Time, ["date_time"] = RecordField.Time, ["created_at"] = RecordField.Time, ["transaction_time"] = RecordField.Time,
        ["transaction_id"] = RecordField.Id, ["tx_id"] = RecordField.Id, ["txid"] = RecordField.Id, ["payment_id"] = RecordField.Id,
        ["sender_account"] = RecordField.DebtorAccount, ["from_account"] = RecordField.DebtorAccount, ["payer_account"] = RecordField.DebtorAccount, ["debtor_iban"] = RecordField.DebtorAccount,
        ["nameorig"] = RecordField.DebtorAccount, ["debtor"] = RecordField.DebtorAccount, ["creditor"] = RecordField.CreditorAccount,
        ["sender_name"] = RecordField.DebtorName, ["payer_name"] = RecordField.DebtorName, ["originator_name"] = RecordField.DebtorName,
        ["debtor_bic"] = RecordField.DebtorAgent, ["sender_bank"] = RecordField.DebtorAgent, ["sender_bic"] = RecordField.DebtorAgent, ["from_bank"] = RecordField.DebtorAgent,
        ["receiver_account"] = RecordField.CreditorAccount, ["to_account"] = RecordField.CreditorAccount, ["payee_account"] = RecordField.CreditorAccount,
        ["beneficiary_account"] = RecordField.CreditorAccount, ["creditor_iban"] = RecordField.CreditorAccount, ["namedest"] = RecordField.CreditorAccount,
        ["receiver_name"] = RecordField.CreditorName, ["payee_name"] = RecordField.CreditorName, ["beneficiary_name"] = RecordField.CreditorName,
        ["creditor_bic"] = RecordField.CreditorAgent, ["receiver_bank"] = RecordField.CreditorAgent, ["receiver_bic"] = RecordField.CreditorAgent,
        ["beneficiary_bank"] = RecordField.CreditorAgent, ["to_bank"] = RecordField.CreditorAgent,
        ["transaction_amount"] = RecordField.Amount, ["ccy"] = RecordField.Currency, ["currency_code"] = RecordField.Currency,
        ["type"] = RecordField.Kind, ["transaction_type"] = RecordField.Kind,
        ["is_fraud"] = RecordField.Label, ["isfraud"] = RecordField.Label, ["fraud"] = RecordField.Label,
        ["description"] = RecordField.Remittance, ["remittance_information"] = RecordField.Remittance, ["e2e_id"] = RecordField.EndToEndId,
    };

    /// <summary>The fields of the columns, <see cref="RecordField.None"/> for those that are passed over.</summary>
    public RecordField[] Columns { get; private init; } = [];

    /// <summary>The columns as the file names them.</summary>
    public string[] Names { get; private init; } = [];

    public byte Delimiter { get; private init; }

    /// <summary>How many columns are recognised.</summary>
    public int Recognised => Columns.Count(c => c != RecordField.None);

    /// <summary>Reads a header with the delimiter by which most of its columns are recognised; of equals, by which there are most.</summary>
    /// <exception cref="FormatException">The caller names a field or a column that does not exist, or two columns are the same field.</exception>
    public static DelimitedHeader Read(ReadOnlySpan<byte> line, IReadOnlyDictionary<string, string>? columns)
    {
        DelimitedHeader? best = null;
        foreach (byte delimiter in DelimitedRow.Delimiters)
        {
            var header = Cut(line, delimiter, columns);
            if (best is null || (header.Recognised, header.Names.Length).CompareTo((best.Recognised, best.Names.Length)) > 0) best = header;
        }
        foreach (var (field, column) in columns ?? new Dictionary<string, string>())
        {
            if (FieldOf(field) == RecordField.None) throw new FormatException($"There is no field '{field}'; the fields are {RecordFields.Names}.");
            if (Array.IndexOf(best!.Names.Select(Normal).ToArray(), Normal(column)) < 0)
                throw new FormatException($"The column '{column}' for {field} is missing; the header has {best.Shown()}.");
        }
        var twice = best!.Columns.Where(c => c != RecordField.None).GroupBy(c => c).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? best : throw new FormatException($"Two columns are the field {RecordFields.NameOf(twice.Key)}: name the one that is meant.");
    }

    /// <summary>
    /// The columns for a message. A first row that is no header holds accounts and names of people: unless fields are recognised, and what else there is looks like names of columns,
    /// they are only counted.
    /// </summary>
    public string Shown() => Recognised < 2 ? $"{Names.Length} cells" : string.Join(", ", Names.Where((_, i) => Columns[i] != RecordField.None)) is var known && Unused() is { Length: > 0 } unused ? $"{known} and {unused}" : known;

    /// <summary>The columns that are no field, named where they are few and look like names of columns; empty when there are none.</summary>
    public string Unused()
    {
        string[] unused = [.. Names.Where((_, i) => Columns[i] == RecordField.None)];
        return unused.Length == 0 ? "" : unused.Length <= MaxUnusedShown && Recognised >= 2 && unused.All(LooksLikeName) ? string.Join(", ", unused) : $"{unused.Length} others";
    }

    static bool LooksLikeName(string name)
    {
        int digits = 0;
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or ' ')) return false;
            digits = char.IsAsciiDigit(c) ? digits + 1 : 0;
            if (digits >= 5) return false;
        }
        return name.Length is > 0 and <= 32;
    }

    /// <summary>What a payment needs and no column holds, as the fields' names; null when nothing is missing.</summary>
    public string? Missing()
    {
        var missing = new List<string>();
        if (!Columns.Contains(RecordField.Amount)) missing.Add("amount");
        if (!Columns.Any(c => c is RecordField.DebtorAccount or RecordField.DebtorName or RecordField.DebtorAgent)) missing.Add("debtor_account");
        if (!Columns.Any(c => c is RecordField.CreditorAccount or RecordField.CreditorName or RecordField.CreditorAgent)) missing.Add("creditor_account");
        return missing.Count == 0 ? null : string.Join(", ", missing);
    }

    /// <summary>How many fields the line names, at best.</summary>
    public static int CountNames(ReadOnlySpan<byte> line)
    {
        int most = 0;
        foreach (byte delimiter in DelimitedRow.Delimiters) most = Math.Max(most, Cut(line, delimiter, null).Columns.Distinct().Count(c => c != RecordField.None));
        return most;
    }

    static DelimitedHeader Cut(ReadOnlySpan<byte> line, byte delimiter, IReadOnlyDictionary<string, string>? columns)
    {
        var arena = new TextArena();
        var names = new List<string>();
        for (int at = 0; ; at++)
        {
            if (!DelimitedRow.TryReadCell(line, ref at, delimiter, arena, out var cell))
            {
                cell = new Slice(at, line.Length - at);
                at = line.Length;
            }
            names.Add(Encoding.UTF8.GetString(cell.Of(line, arena.Bytes)).Trim());
            if (at >= line.Length) break;
        }
        return new DelimitedHeader { Names = [.. names], Columns = Assign(names, columns), Delimiter = delimiter };
    }

    /// <summary>The caller's word goes before a canonical name, that before an alias.</summary>
    static RecordField[] Assign(List<string> names, IReadOnlyDictionary<string, string>? columns)
    {
        string[] normal = [.. names.Select(Normal)];
        var fields = new RecordField[normal.Length];
        Array.Fill(fields, RecordField.None);
        foreach (var (field, column) in columns ?? new Dictionary<string, string>())
        {
            int at = Array.IndexOf(normal, Normal(column));
            if (at >= 0) fields[at] = FieldOf(field);
        }
        var mapped = fields.ToHashSet();
        for (int i = 0; i < normal.Length; i++)
            if (fields[i] == RecordField.None && FieldOf(normal[i]) is var field && RecordFields.NameOf(field) == normal[i] && !mapped.Contains(field)) fields[i] = field;
        for (int i = 0; i < normal.Length; i++)
        {
            if (fields[i] != RecordField.None) continue;
            var field = s_aliases.GetValueOrDefault(normal[i], FieldOf(normal[i]));
            if (!fields.Contains(field)) fields[i] = field;
        }
        return fields;
    }

    static string Normal(string name) => name.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');

    static RecordField FieldOf(string name) => RecordFields.Find(Encoding.UTF8.GetBytes(Normal(name))) is var field && field != RecordField.Raw ? field : RecordField.None;
}
