using System.Numerics;

namespace Fraud.Scoring;

/// <summary>The sets of categories that a loader has met; nodes name them by number, from 1.</summary>
sealed class CategorySetTable(string file)
{
    readonly List<int[]> _sets = [];
    long _categories;

    public IReadOnlyList<int[]> Sets => _sets;

    /// <summary>The number of a set of categories, which may come in any order and more than once.</summary>
    public int Add(int[] categories, int tree)
    {
        // Those that are told twice count too: the time to sort them is bounded.
        Count(categories.Length, tree);
        Array.Sort(categories);
        int kept = 0;
        for (int i = 0; i < categories.Length; i++)
            if (kept == 0 || categories[i] != categories[kept - 1]) categories[kept++] = categories[i];
        if (kept > 0 && (categories[0] < 0 || categories[kept - 1] >= ModelFile.CategoryEnd)) throw OutOfRange(tree);
        _sets.Add(kept == categories.Length ? categories : categories[..kept]);
        return _sets.Count;
    }

    /// <summary>The number of the set whose bits are set, the lowest bit of the first word being category 0.</summary>
    public int AddBits(ReadOnlySpan<uint> words, int tree)
    {
        long count = 0;
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] != 0 && i >= ModelFile.CategoryEnd / 32) throw OutOfRange(tree);
            count += BitOperations.PopCount(words[i]);
        }
        Count(count, tree);
        var categories = new int[count];
        int next = 0;
        for (int i = 0; i < words.Length; i++)
            for (uint word = words[i]; word != 0; word &= word - 1) categories[next++] = 32 * i + BitOperations.TrailingZeroCount(word);
        _sets.Add(categories);
        return _sets.Count;
    }

    void Count(long categories, int tree)
    {
        if ((_categories += categories) > ModelFile.CategoriesMax) throw ModelFile.Fault(file, tree, $"the sets have more than {ModelFile.CategoriesMax} categories");
    }

    FormatException OutOfRange(int tree) => ModelFile.Fault(file, tree, $"a category is not from 0 to {ModelFile.CategoryEnd - 1}");
}
