using System.Text;

namespace Fraud.Tests.Readme;

/// <summary>The README's examples as they are compiled and run. The code of a region stands in the README, letter for letter but for white space.</summary>
static class ReadmeExamples
{
    /// <summary>The example of each region.</summary>
    public static IReadOnlyDictionary<string, Action> All { get; } = new Dictionary<string, Action>
    {
        ["engine"] = Engine,
    };

    static void Engine()
    {
        #region engine
        using var engine = FraudEngine.Create(); // the standard pack "institution"

        byte[] order = Encoding.ASCII.GetBytes("""
            {1:F01PADMBDDHAXXX0042000417}{2:I103HUDSUS33XXXXN}{4:
            :20:FT16035-00891
            :23B:CRED
            :32A:160205USD30000028,00
            :50K:/R1-4517
            DHAKA METRO RAIL PROJECT
            DHAKA
            BANGLADESH
            :59:/9013-02-2762266
            RODRIGO QUIRINO
            MAKATI CITY
            PHILIPPINES
            :70:METRO PROJECT ENGINEERING FEE
            :71A:OUR
            -}
            """.ReplaceLineEndings("\r\n"));

        Decision decision = engine.Evaluate(order, new DateTimeOffset(2016, 2, 4, 14, 42, 22, TimeSpan.Zero));
        Console.WriteLine($"{decision.Outcome}, {decision.Points} points");
        foreach (RuleHit rule in decision.Explain().Rules) Console.WriteLine($"{rule.Id} +{rule.Points}  {rule.Reason}");

        engine.Settle(decision.Id, Settlement.Rejected); // habits learn from what was accepted only
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
