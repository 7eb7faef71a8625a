using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Fraud.Cli.Commands;

/// <summary>What <c>fraud check</c> is asked about the plan of a policy.</summary>
sealed class PlanOptions
{
    readonly Option<bool> _plan = new("--plan") { Description = "Print what the policy keeps per key, and what a message costs at worst." };
    readonly Option<long?> _cost = new("--max-cost")
    {
        Description = "A finding when a message may cost more, such as 20us, 900ns or 1ms.",
        HelpName = "time",
        CustomParser = Nanoseconds,
    };
    readonly Option<int?> _bytes = new("--max-bytes-per-key") { Description = "A finding when the records of one key take more bytes in all tables together.", HelpName = "bytes" };

    public void AddTo(Command command)
    {
        command.Add(_plan);
        command.Add(_cost);
        command.Add(_bytes);
    }

    public PlanRequest Of(ParseResult parsed) => new(parsed.GetValue(_plan), parsed.GetValue(_cost), parsed.GetValue(_bytes));

    static long? Nanoseconds(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        foreach (var (unit, length) in (ReadOnlySpan<(string, decimal)>)[("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000)])
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            if (decimal.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value is > 0 and < 1_000_000) return (long)(value * length);
        }
        result.AddError($"'{text}' is no time; expected such as 20us, 900ns or 1ms");
        return null;
    }
}
