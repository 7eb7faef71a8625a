using System.Text;

namespace Fraud.Tests.Readme;

/// <summary>The README's examples as they are compiled and run. The code of a region stands in the README, letter for letter but for white space.</summary>
static class ReadmeExamples
{
    /// <summary>The example of each region.</summary>
    public static IReadOnlyDictionary<string, Action> All { get; } = new Dictionary<string, Action>
    {
        ["nouns"] = Nouns,
    };

    static void Nouns()
    {
        #region nouns
        var amount = new Money(3_000_002_800, scale: 2, CurrencyCode.Parse("USD")); // no double ever touches an amount
        Console.WriteLine(amount);

        var bic = Bic.Parse("DEUTDEFF500");
        Console.WriteLine($"{bic.Institution}, branch: {bic.HasBranch}");
        #endregion
    }

    /// <summary>What the example prints.</summary>
    public static string Run(string name)
    {
        Console.Written = new StringBuilder();
        All[name]();
        return Console.Written.ToString();
    }

    /// <summary>Stands in for the console of the same name inside the examples: the real one is shared by all tests that run at once.</summary>
    static class Console
    {
        [ThreadStatic] static StringBuilder? t_written;

        public static StringBuilder Written { get => t_written ??= new(); set => t_written = value; }

        public static void WriteLine(object? value = null) => Written.Append(value).Append('\n');
    }
}
