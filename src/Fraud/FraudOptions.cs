namespace Fraud;

/// <summary>How an engine is run; what it judges by is its <see cref="Policy"/>.</summary>
public sealed record FraudOptions
{
    /// <summary>
    /// Secret of the profile keys, exactly 16 bytes. Account numbers are chosen by strangers: with a known secret they can be chosen to collide.
    /// Give random bytes that you keep; the same secret is needed to reproduce a memory layout, and a decision only where keys had to be forgotten. Default: zeros, for tests and replays.
    /// </summary>
    public ReadOnlyMemory<byte> HashSecret { get; init; } = new byte[16];

    /// <summary>Memory for profiles in bytes, 16 MiB or more. When it is used up, of eight keys the one idle longest is forgotten and counted. Default 1 GiB.</summary>
    public long ProfileBudgetBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Part of the budget in bytes that is taken and touched when the engine is made, 0 to <see cref="ProfileBudgetBytes"/>: what profiles grow into then needs no page
    /// found and cleared by the system while a message waits. Growth that does not fit the rest of it is taken from the system. Default 0: memory is taken as profiles grow.
    /// </summary>
    public long ReserveBytes { get; init; }

    /// <summary>How long settled messages wait before habits see them; messages of one tick do not see each other's settlement. Default one minute of event time.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many reviewed and held messages may wait for <see cref="FraudEngine.Settle"/>; the oldest is forgotten beyond. Default 65,536.</summary>
    public int OpenDecisions { get; init; } = 65_536;

    /// <summary>How many of the latest transfers a status message (pacs.002) or a confirmation still finds, 1 to 4,194,304, about 500 bytes each; the oldest is forgotten beyond. Default 16,384.</summary>
    public int AnswerableTransfers { get; init; } = 16_384;

    /// <summary>
    /// How many of the latest decisions <see cref="FraudEngine.Label"/> still finds, 1 to 4,194,304: as many as are made until labels arrive. Each takes 17 bytes, and 8 more for every
    /// key, condition and value that the policy asks of labels; none when it asks nothing of them. Default 262,144.
    /// </summary>
    public int LabelledTransfers { get; init; } = 262_144;

    /// <summary>
    /// The most nanoseconds that a message may cost at worst, models included, by the engine's cost model (<c>fraud check --plan</c> prints it): a policy that may cost more is refused when the engine
    /// is made. An estimate for one core, to bound what analysts may ask for, and no promise of a machine. Default: none.
    /// </summary>
    public int? CostLimitNanoseconds { get; init; }

    /// <summary>The most bytes that the records of one key in all tables of profiles may take together; a policy that needs more is refused when the engine is made. Default: none.</summary>
    public int? BytesPerKeyLimit { get; init; }

    /// <summary>
    /// Policies that are tried beside the deciding one, over the same profiles in the same pass; with its reference data. They change nothing: see <see cref="FraudEngine.Shadows"/>
    /// and <see cref="Decision.OutcomeOf"/>. Default none.
    /// </summary>
    public IReadOnlyList<Policy> Shadows { get; init; } = [];

    /// <summary>
    /// The model whose score stands in <see cref="Decision.Score"/> and in the rules that ask for it (<c>model_score</c>, <c>model_lift</c>, <c>model_percentile</c>). The policy must have
    /// its features. Default none: then those rules give no points, and nothing is missing.
    /// </summary>
    public Model? Model { get; init; }

    /// <summary>
    /// Models that are scored beside <see cref="Model"/>, over the same features in the same pass. They change nothing: see <see cref="Decision.ScoreOf"/> and
    /// <see cref="FraudEngine.Challengers"/>. Default none.
    /// </summary>
    public IReadOnlyList<Model> Challengers { get; init; } = [];

    /// <summary>Features of the policy that are to be read though no model asks for them, as <see cref="Decision.ReadFeatures(IReadOnlyList{string}, Span{float})"/> does.</summary>
    internal IReadOnlyList<string> Features { get; init; } = [];

    internal void Validate()
    {
        if (HashSecret.Length != 16) throw new ArgumentException("HashSecret must have 16 bytes.");
        ArgumentOutOfRangeException.ThrowIfLessThan(ProfileBudgetBytes, 16L << 20, nameof(ProfileBudgetBytes));
        ArgumentOutOfRangeException.ThrowIfNegative(ReserveBytes, nameof(ReserveBytes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReserveBytes, ProfileBudgetBytes, nameof(ReserveBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(Tick, TimeSpan.FromSeconds(1), nameof(Tick));
        ArgumentOutOfRangeException.ThrowIfLessThan(OpenDecisions, 1, nameof(OpenDecisions));
        ArgumentOutOfRangeException.ThrowIfLessThan(AnswerableTransfers, 1, nameof(AnswerableTransfers));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(AnswerableTransfers, 1 << 22, nameof(AnswerableTransfers));
        ArgumentOutOfRangeException.ThrowIfLessThan(LabelledTransfers, 1, nameof(LabelledTransfers));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LabelledTransfers, 1 << 22, nameof(LabelledTransfers));
        ArgumentOutOfRangeException.ThrowIfLessThan(CostLimitNanoseconds ?? 1, 1, nameof(CostLimitNanoseconds));
        ArgumentOutOfRangeException.ThrowIfLessThan(BytesPerKeyLimit ?? 1, 1, nameof(BytesPerKeyLimit));
    }
}

/// <summary>What became of a message outside the engine.</summary>
public enum Settlement : byte
{
    /// <summary>Not known: a pass counts as accepted, anything else waits.</summary>
    Open,
    /// <summary>It was executed: habits may learn from it.</summary>
    Accepted,
    /// <summary>It was refused, cancelled or returned.</summary>
    Rejected,
}

/// <summary>One message of a batch.</summary>
/// <param name="Message">Its bytes; unchanged until the decisions of the batch have been explained.</param>
/// <param name="At">When it was sent or received: event time.</param>
/// <param name="Settled">
/// What is known to have become of it, in a replay; visible to later messages from the next tick on. A message that the engine holds is not learned from on this word alone:
/// it was executed because nobody held it. Use <see cref="FraudEngine.Settle"/> to release it.
/// </param>
/// <param name="Transfer">Which of its transfers, from 0, where a message holds several (MT101).</param>
public readonly record struct MessageInput(ReadOnlyMemory<byte> Message, DateTimeOffset At, Settlement Settled = Settlement.Open, int Transfer = 0);
