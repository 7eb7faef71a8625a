namespace Fraud.Cli.Replay;

/// <summary>A model by the file that it was read from.</summary>
sealed record NamedModel(string Name, Model Model);

/// <summary>What scores in a replay.</summary>
sealed record ModelSet
{
    /// <summary>Counts with the rules; null for none.</summary>
    public NamedModel? Champion { get; init; }

    /// <summary>Only scored beside it.</summary>
    public IReadOnlyList<NamedModel> Challengers { get; init; } = [];
}
