using System.Text;
using Fraud.Messages;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>What rules ask of the message's texts. Each text is put into one form once, however much is asked of it.</summary>
sealed class TextFacts(IReadOnlyList<(TextQuestion Question, int Column)> questions) : FactGroup
{
    /// <summary>Bytes of a text that are looked into; what is longer is not known, or a long text would hide what stands at its end.</summary>
    public const int Longest = 16_384;

    readonly (TextPart Part, TextRelation Relation, byte[] Pattern, int Column)[] _questions =
        [.. questions.Select(q => (q.Question.Part, q.Question.Relation, Encoding.ASCII.GetBytes(q.Question.Pattern), q.Column)).OrderBy(q => q.Part)];
    readonly byte[] _normal = questions.Count > 0 ? new byte[Longest] : [];

    public override void Write(in FactRow row)
    {
        int length = 0;
        for (int i = 0; i < _questions.Length; i++)
        {
            ref readonly var q = ref _questions[i];
            var text = row.Text(Of(in row.Fields, q.Part));
            if (text.IsEmpty) row.SetUnknown(q.Column, UnknownReason.FieldAbsent);
            else if (text.Length > Longest) row.SetUnknown(q.Column, UnknownReason.OverBudget);
            else
            {
                if (i == 0 || _questions[i - 1].Part != q.Part) length = Pattern.Normalise(text, _normal);
                row.Set(q.Column, Is(_normal.AsSpan(0, length), q.Relation, q.Pattern));
            }
        }
    }

    static bool Is(ReadOnlySpan<byte> text, TextRelation relation, ReadOnlySpan<byte> pattern) => relation switch
    {
        TextRelation.Contains => text.IndexOf(pattern) >= 0,
        TextRelation.StartsWith => text.StartsWith(pattern),
        TextRelation.EndsWith => text.EndsWith(pattern),
        _ => Pattern.IsLike(text, pattern),
    };

    static Slice Of(in TransferFields f, TextPart part) => part switch
    {
        TextPart.Remittance => f.Remittance,
        TextPart.SenderToReceiver => f.SenderToReceiver,
        TextPart.CreditorName => f.CreditorName,
        TextPart.DebtorName => f.DebtorName,
        TextPart.CreditorAddress => f.CreditorAddress,
        TextPart.DebtorAddress => f.DebtorAddress,
        TextPart.Reference => f.Reference,
        TextPart.EndToEndId => f.EndToEndId,
        _ => f.Purpose,
    };
}
