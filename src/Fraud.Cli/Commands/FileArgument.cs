using System.CommandLine;
using System.Globalization;

namespace Fraud.Cli.Commands;

/// <summary>The logs of a command, and how they are to be read. A misspelt option is an error, not a file of that name.</summary>
static class FileArgument
{
    public static Argument<string[]> Create(string description)
    {
        var files = new Argument<string[]>("files") { Description = description, Arity = ArgumentArity.OneOrMore };
        files.Validators.Add(result =>
        {
            if (result.Tokens.Count(token => token.Value == "-") > 1) result.AddError("Standard input is named twice.");
            foreach (var token in result.Tokens)
                if (token.Value.StartsWith('-') && token.Value != "-") result.AddError($"Unrecognized option '{token.Value}'; write ./{token.Value} for a file of that name.");
        });
        return files;
    }

    public static Option<Dictionary<string, string>?> Columns() => new("--columns")
    {
        Description = "What the columns of a delimited file are called in it: time=TX_DATETIME,debtor_account=CUSTOMER_ID.", HelpName = "name=column,…",
        CustomParser = result =>
        {
            var columns = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (string pair in result.Tokens[0].Value.Split(','))
            {
                int equals = pair.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0 && equals < pair.Length - 1 && columns.TryAdd(pair[..equals].Trim(), pair[(equals + 1)..].Trim())) continue;
                result.AddError("--columns expects names and columns such as time=TX_DATETIME,debtor_account=CUSTOMER_ID, each name once.");
                return null;
            }
            return columns;
        },
    };

    public static Option<CurrencyCode> Currency() => new("--currency")
    {
        Description = "The currency of rows that name none, such as USD.", HelpName = "code", DefaultValueFactory = _ => CurrencyCode.None,
        CustomParser = result =>
        {
            if (CurrencyCode.TryParse(System.Text.Encoding.UTF8.GetBytes(result.Tokens[0].Value), out var code)) return code;
            result.AddError("--currency expects three capital letters such as USD.");
            return default;
        },
    };

    public static Option<bool> Strict() => new("--strict") { Description = "Stop at the first row or message that cannot be read, and exit 1." };

    /// <summary>A replay reads whole histories, of more accounts than an engine that serves one institution: its budget is larger than the library's. It is taken as it is needed.</summary>
    public static Option<int> Memory() => new("--memory")
    {
        Description = "Most memory for what is remembered, in GiB. When it is used up, the keys idle longest are forgotten, which changes what is known of them.", HelpName = "GiB", DefaultValueFactory = _ => 8,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= 1024) return value;
            result.AddError("--memory expects a whole number of GiB from 1 to 1,024.");
            return 1;
        },
    };
}
