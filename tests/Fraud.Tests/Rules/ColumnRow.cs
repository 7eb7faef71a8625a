using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Facts;
using Fraud.Rules.Program;

namespace Fraud.Tests.Rules;

/// <summary>Fields and aggregates as they stand in the columns.</summary>
sealed class ColumnRow(RuleProgram program, ColumnBatch batch, int row) : IPlainRow
{
    int? At(Bound value) => (value is BoundField f ? program.Fields.TryGetValue(f.Field, out int column) : program.Names.TryGetValue(value.Key, out column)) ? column * ColumnBatch.Stride + row : null;
    public long Ticks => batch.Ticks[row];
    // Without a column it stands beside what is unknown whatever the message.
    public long? Read(Bound value) => At(value) is { } at && batch.Values[at] is not ColumnBatch.Unknown and var x ? x : null;
    public long Of(BoundText text) => new Identities(new KeyHasher(new byte[16])).Of(text.Text, text.Form)!.Value;
    public bool HasNoHistory(Bound value) => At(value) is { } at && batch.Why[at] == UnknownReason.NoHistory;
}
