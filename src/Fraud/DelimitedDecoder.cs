using System.Globalization;
using System.Text;
using Fraud.Messages;

namespace Fraud;

/// <summary>Reads rows of comma-separated columns: bytes in, a <see cref="Transfer"/> over them out. What it gave is valid until the next call.</summary>
public sealed class DelimitedDecoder
{
    static readonly string[] s_columns = ["time", "id", "debtor_account", "creditor_account", "amount", "currency", "label", "settled"];

    readonly int[] _places = new int[s_columns.Length];
    readonly TextArena _arena = new();
    TransferFields _fields;

    DelimitedDecoder() { }

    /// <summary>A decoder for the rows under a header.</summary>
    /// <param name="header">The first line.</param>
    /// <param name="columns">Names of columns as the file has them, by the names used here.</param>
    /// <exception cref="FormatException">A column is missing; the message says which.</exception>
    public static DelimitedDecoder Create(ReadOnlySpan<byte> header, IReadOnlyDictionary<string, string>? columns = null)
    {
        var decoder = new DelimitedDecoder();
        string[] names = Encoding.UTF8.GetString(header).Split(',', StringSplitOptions.TrimEntries);
        for (int i = 0; i < s_columns.Length; i++)
        {
            string name = columns is not null && columns.TryGetValue(s_columns[i], out string? given) ? given : s_columns[i];
            decoder._places[i] = Array.IndexOf(names, name);
            if (decoder._places[i] < 0 && (name != s_columns[i] || s_columns[i] == "amount")) throw new FormatException($"expected a column {name}");
        }
        return decoder;
    }

    /// <summary>Decodes one row.</summary>
    public Transfer Decode(ReadOnlySpan<byte> row)
    {
        _fields.Clear();
        Fault = null;
        string[] cells = Encoding.UTF8.GetString(row).Split(',');
        string Cell(int column) => _places[column] < 0 ? "" : _places[column] < cells.Length ? cells[_places[column]] : "";
        _fields.MessageType = MessageType.Record;
        _fields.Class = TransferClass.Customer;
        if (Cell(0).Length > 0 && DateTimeOffset.TryParse(Cell(0), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) (_fields.TimeBase, _fields.Ticks) = (TimeBase.Utc, time.UtcTicks);
        else if (Cell(0).Length > 0) Fault = "time is no time";
        _fields.Reference = Find(row, 1);
        _fields.DebtorAccount = Find(row, 2);
        _fields.CreditorAccount = Find(row, 3);
        var currency = CurrencyCode.TryParse(Encoding.UTF8.GetBytes(Cell(5)), out var code) ? code : DefaultCurrency;
        if (decimal.TryParse(Cell(4), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount)) _fields.SettlementAmount = new Money((long)(amount * 100), 2, currency);
        else Fault = "amount is no number";
        if (Cell(6).Length > 0) _fields.Label = (sbyte)(Cell(6) == "1" ? 1 : -1);
        _fields.Settled = Cell(7) switch { "accepted" => Settlement.Accepted, "rejected" => Settlement.Rejected, _ => Settlement.Open };
        if (Fault is not null) _fields.Status = DecodeStatus.Malformed;
        return new Transfer(row, _arena.Bytes, in _fields);
    }

    Slice Find(ReadOnlySpan<byte> row, int column)
    {
        int start = 0;
        for (int i = 0; i < _places[column] && start < row.Length; i++) start += row[start..].IndexOf((byte)',') is >= 0 and int comma ? comma + 1 : row.Length - start;
        int length = row[start..].IndexOf((byte)',');
        return _places[column] < 0 ? default : new Slice(start, length < 0 ? row.Length - start : length);
    }

    /// <summary>What is wrong with the row decoded last; null when nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>What stands between the columns.</summary>
    public char Delimiter { get; } = ',';

    /// <summary>The currency of rows that name none.</summary>
    public CurrencyCode DefaultCurrency { get; set; }

    internal static bool LooksLikeHeader(ReadOnlySpan<byte> line) => line.IndexOf("amount"u8) >= 0 && line.Contains((byte)',');

    internal static int RowLength(ReadOnlySpan<byte> window, bool final, out int consumed)
    {
        consumed = 0;
        bool quoted = false;
        for (int i = 0; i < window.Length; i++)
        {
            if (window[i] == '"') quoted = !quoted;
            if (quoted || window[i] != '\n') continue;
            consumed = i + 1;
            return i > 0 && window[i - 1] == '\r' ? i - 1 : i;
        }
        if (!final) return -1;
        consumed = window.Length;
        return window.Length;
    }
}
