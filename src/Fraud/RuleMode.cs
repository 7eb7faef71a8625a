namespace Fraud;

/// <summary>What a rule may do when it fires.</summary>
public enum RuleMode : byte
{
    /// <summary>Its points and its hard outcome count in full.</summary>
    Block,
    /// <summary>Its points count towards a review, never towards a hold or a rejection; a hard outcome becomes a review.</summary>
    Alert,
    /// <summary>It is judged and told, and counts for nothing; composites do not see it, unless they are in shadow too.</summary>
    Shadow,
}
