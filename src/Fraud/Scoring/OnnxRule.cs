using System.Globalization;

namespace Fraud.Scoring;

/// <summary>The rule of an ONNX node in the common form.</summary>
sealed class OnnxRule(string file, CategorySetTable sets)
{
    public const int Leq = 0, Lt = 1, Gte = 2, Gt = 3, Eq = 4, Neq = 5, Member = 6;

    // Features that are compared as numbers, and those that are compared as categories.
    readonly SortedSet<int> _numbers = [], _categories = [];

    public static bool IsCategory(double value) => value is >= 0 and < ModelFile.CategoryEnd && value == Math.Floor(value);

    public TreeNode Of(int mode, double value, int feature, int whenTrue, int whenFalse, bool missingTrue, int tree)
    {
        if (mode is Eq or Neq)
        {
            if (!IsCategory(value))
                throw ModelFile.Fault(file, tree, $"feature {feature} is compared with {value.ToString(CultureInfo.InvariantCulture)} for equality, which is served for categories only: whole numbers from 0");
            // What is not known is equal to nothing.
            var node = OfSet([(int)value], feature, whenTrue, whenFalse, missingTrue, tree);
            return mode == Eq ? node : node with { Left = whenFalse, Right = whenTrue, MissingLeft = false };
        }
        _numbers.Add(feature);
        float cut = mode is Leq or Gt ? Cuts.AtMost(value) : Cuts.Below(value);
        if (double.IsNaN(value) || float.IsNaN(cut)) throw ModelFile.Fault(file, tree, $"feature {feature} is compared with {value.ToString(CultureInfo.InvariantCulture)}");
        // Greater is true to the right; a comparison with what is not known is false unless the node says otherwise.
        return mode is Leq or Lt
            ? new TreeNode { Feature = feature, Cut = cut, Left = whenTrue, Right = whenFalse, MissingLeft = missingTrue }
            : new TreeNode { Feature = feature, Cut = cut, Left = whenFalse, Right = whenTrue, MissingLeft = !missingTrue };
    }

    public TreeNode OfSet(int[] categories, int feature, int whenTrue, int whenFalse, bool missingTrue, int tree)
    {
        _categories.Add(feature);
        return new TreeNode { Feature = feature, CategorySet = sets.Add(categories, tree), Left = whenTrue, Right = whenFalse, MissingLeft = missingTrue };
    }

    /// <summary>Equality is exact for whole numbers only: a feature that is anywhere compared as a number may be none.</summary>
    public void Check()
    {
        _numbers.IntersectWith(_categories);
        foreach (int feature in _numbers) throw ModelFile.Fault(file, $"feature {feature} is compared both as a number and for equality, which cannot be served exactly");
    }
}
