using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Reference;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;

namespace Fraud.Rules.Facts;

/// <summary>A group of fields that are computed together. Writes only the columns that the plan has.</summary>
abstract class FactGroup
{
    public abstract void Write(in FactRow row);
}

/// <summary>One message on its way into columns.</summary>
readonly ref struct FactRow(ColumnBatch columns, int row, ref readonly TransferFields fields, ReadOnlySpan<byte> message, ReadOnlySpan<byte> arena)
{
    public readonly ColumnBatch Columns = columns;
    public readonly int Row = row;
    public readonly ref readonly TransferFields Fields = ref fields;
    public readonly ReadOnlySpan<byte> Message = message, Arena = arena;
    /// <summary>Country of the creditor's own data, and where the money goes: three groups ask, and an address costs 150 ns to read.</summary>
    public ushort CreditorCountry { get; init; }
    public ushort Destination { get; init; }
    public long Ticks => Columns.Ticks[Row];
    public ReadOnlySpan<byte> Text(Slice slice) => slice.Of(Message, Arena);

    public void Set(int column, long value)
    {
        if (column >= 0) Columns.Values[column * ColumnBatch.Stride + Row] = value;
    }

    public void Set(int column, bool value) => Set(column, value ? 1 : 0);

    public void SetUnknown(int column, UnknownReason why)
    {
        if (column >= 0) Columns.SetUnknown(column, Row, why);
    }

    /// <summary>A hash, or unknown for absence: 0.</summary>
    public void SetKey(int column, ulong key)
    {
        if (key == 0) SetUnknown(column, UnknownReason.FieldAbsent);
        else Set(column, Planning.KeyOp.AsKey(key));
    }
}

/// <summary>Decoded fields to columns: the only place that computes the values behind the names of <see cref="Vocabulary"/>.</summary>
sealed class FactWriter
{
    readonly FactGroup[] _groups;
    readonly KeyFacts _keys;
    readonly NameFacts _names;
    readonly Countries _countries;

    public FactWriter(RuleProgram program, ReferenceData reference, KeyHasher hasher)
    {
        List<(T, int)> Asked<T>() where T : Question => [.. program.Fields.Where(f => f.Key is T).Select(f => ((T)f.Key, f.Value)).OrderBy(f => f.Value)];
        int Column(Field field) => program.Fields.TryGetValue(field, out int column) ? column : -1;
        _keys = new KeyFacts(Column, hasher);
        _names = new NameFacts(Column, hasher);
        _countries = reference.Countries;
        _groups =
        [
            _keys,
            new ReferenceFacts(Column, hasher),
            new AmountFacts(Column, reference),
            new ClockFacts(Column, reference),
            new CorridorFacts(Column, reference),
            _names,
            new IntegrityFacts(Column),
            new AddressFacts(Column),
            new SignalFacts(Column, reference),
            new ListFacts(Column, reference, Asked<ListQuestion>()),
            new TextFacts(Asked<TextQuestion>()),
            new ElementFacts(Column, reference),
            new ScreenFacts(Column, reference, hasher),
        ];
    }

    /// <summary>Writes the field columns of rows [From, Rows).</summary>
    public void Write(ColumnBatch columns, TransferFields[] fields, ReadOnlyMemory<byte>[] messages, TextArena arena)
    {
        var texts = arena.Bytes;
        for (int row = columns.From; row < columns.Rows; row++) _names.Prepare(in fields[row], messages[row].Span, texts, row);
        for (int row = columns.From; row < columns.Rows; row++)
        {
            var fact = Geography.Locate(new FactRow(columns, row, in fields[row], messages[row].Span, texts), _countries);
            foreach (var group in _groups) group.Write(in fact);
        }
    }

    /// <summary>What makes two messages the same: type, sender, references, UETR, parties, amount and value date.</summary>
    public ulong Digest(int row) => _keys.Digest(row);

    /// <summary>By what a status message would name this transfer; of a status, the transfer that it names.</summary>
    public ref readonly TransferKeys TransferOf(int row) => ref _keys.TransferOf(row);
}
