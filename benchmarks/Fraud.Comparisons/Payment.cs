using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;

namespace Fraud.Comparisons;

/// <summary>A transfer as another engine takes it: an object with properties, null where nothing is known. Public, because that engine compiles expressions over it.</summary>
public sealed class Payment
{
    public double? Amount { get; init; }
    public int? WorksWords { get; init; }
    public int? ValueDateAhead { get; init; }
    public double? LocalHours { get; init; }
    public double? OutsideMinutes { get; init; }
    public double? BlindHours { get; init; }
    public bool? NearRound { get; init; }
    public bool? CrossBorder { get; init; }
    public bool? AgentNamed { get; init; }
    public bool? MissingParty { get; init; }
    public bool? NewDevice { get; init; }
    public bool? RemoteAccess { get; init; }
    public string? Class { get; init; }
    public string? Kind { get; init; }
    public string? Channel { get; init; }
    public string? CreditorClass { get; init; }
    public string? SenderDay { get; init; }

    /// <summary>The values that our rules read, from the columns they read them from.</summary>
    internal static Payment Of(RuleProgram program, ColumnBatch columns, int row)
    {
        long? Value(string name) => program.Fields.TryGetValue(Vocabulary.Find(name)!, out int column) && columns.Values[column * ColumnBatch.Stride + row] is not ColumnBatch.Unknown and var x ? x : null;
        bool? Flag(string name) => Value(name) is { } x ? x == 1 : null;
        string? Word(string name) => Value(name) is { } x ? Vocabulary.Find(name)!.Type.Choices!.Members[(int)x] : null;
        return new Payment
        {
            Amount = Value("amount") / 100.0,
            WorksWords = (int?)Value("works_words"),
            ValueDateAhead = (int?)Value("value_date_ahead"),
            LocalHours = Value("local_time") / (double)TimeSpan.TicksPerHour,
            OutsideMinutes = Value("outside_hours") / (double)TimeSpan.TicksPerMinute,
            BlindHours = Value("blind_window") / (double)TimeSpan.TicksPerHour,
            NearRound = Flag("near_round"),
            CrossBorder = Flag("cross_border"),
            AgentNamed = Flag("agent_named"),
            MissingParty = Flag("missing_party"),
            NewDevice = Flag("new_device"),
            RemoteAccess = Flag("remote_access"),
            Class = Word("class"),
            Kind = Word("kind"),
            Channel = Word("channel"),
            CreditorClass = Word("creditor_class"),
            SenderDay = Word("sender_day"),
        };
    }
}
