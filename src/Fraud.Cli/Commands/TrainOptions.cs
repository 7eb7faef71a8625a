using System.CommandLine;
using System.Globalization;
using Fraud.Cli.Features;
#if TRAINING
using Fraud.Cli.Replay;
using Fraud.Cli.Training;
using Fraud.Training;
#endif

namespace Fraud.Cli.Commands;

/// <summary>The options of <c>fraud train</c>.</summary>
sealed class TrainOptions
{
    static readonly string[] s_algorithms = ["auto", "lightgbm", "fasttree", "isolation"];

    readonly FeatureOptions _features = new();
    readonly Option<string> _out = new("--out") { Description = "The model file to be written.", HelpName = "file", Required = true };
    readonly Option<string?> _card = new("--card") { Description = "Write the model card, which the model file holds too, as Markdown.", HelpName = "file" };
    readonly Option<bool> _table = new("--table") { Description = "The files are tables of features, as fraud features writes them or with other columns of numbers: nothing is replayed." };
    readonly Option<string> _algorithm = new Option<string>("--algorithm") { Description = "lightgbm, fasttree, or isolation, which needs no labels; by default lightgbm where there are labels.", HelpName = "name", DefaultValueFactory = _ => "auto" }.AcceptOnlyFromAmong(s_algorithms);
    readonly Option<int> _seed = Whole("--seed", "The same seed, rows and options give the same model.", 0, int.MaxValue, 1);
    readonly Option<int?> _trees = WholeOrNone("--trees", "At most so many rounds, each of a tree for each of the --bags; of a forest exactly so many trees. By default 400, and 300 in a forest.", 1, 10_000);
    readonly Option<int?> _leaves = WholeOrNone("--leaves", "Leaves of a tree.", 2, 4096);
    readonly Option<double?> _rate = Number("--rate", "How much of its correction each tree adds, as 0.05.", 0.0001, 1);
    readonly Option<int?> _bins = WholeOrNone("--bins", "Into how many bins the values of a feature are put before cuts are looked for.", 2, 60_000);
    readonly Option<int?> _leafRows = WholeOrNone("--leaf-rows", "Rows that a leaf has at least.", 1, 1_000_000);
    readonly Option<double?> _ridge = Number("--l2", "Ridge on the leaves, as 1.", 0, 1e6);
    readonly Option<double?> _rowShare = Number("--row-share", "The share of the rows that each tree sees, as 0.8.", 0.01, 1);
    readonly Option<double?> _featureShare = Number("--feature-share", "The share of the features that each tree sees, as 0.8.", 0.01, 1);
    readonly Option<int?> _bags = WholeOrNone("--bags", "Ensembles that draw other rows and features and are averaged. By default 4.", 1, 64);
    readonly Option<double> _weight = new("--weight")
    {
        Description = "What a row of fraud counts against another: none (1), auto (by how rare it is, at most 50) or a number.", HelpName = "weight", DefaultValueFactory = _ => 1,
        CustomParser = result => result.Tokens[0].Value switch
        {
            "none" => 1,
            "auto" => 0,
            var text when double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double weight) && weight is >= 0.001 and <= 10_000 => weight,
            _ => Refuse(result, "--weight expects none, auto or a number from 0.001 to 10,000."),
        },
    };
    readonly Option<bool> _keepEarly = new("--no-refit") { Description = "Keep the trees that were fitted before the validation part; by default all rows are fitted again with as many trees." };
    readonly Option<int> _threads = Whole("--threads", "Threads; the model is the same with any number.", 1, 64, 1);

    public void AddTo(Command command)
    {
        _features.AddTo(command);
        foreach (var option in (Option[])[_out, _card, _table, _algorithm, _seed, _trees, _leaves, _rate, _bins, _leafRows, _ridge, _rowShare, _featureShare, _bags, _weight, _keepEarly, _threads]) command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_table) && _features.OfReplaysOnly(result) is { } option) result.AddError($"{option} is for logs, which are replayed: with --table nothing is");
        });
    }

#if TRAINING
    public int Run(ToolConsole console, ParseResult parsed)
    {
        string outFile = parsed.GetRequiredValue(_out);
        string? card = parsed.GetValue(_card);
        string? clash = card is not null && OutputFile.AreSame(outFile, card) ? "--out and --card are two files" : _features.Clash(parsed, card is null ? [outFile] : [outFile, card]);
        if (clash is null) return TrainRequest.Writing(console, outFile, card, () => TryRead(console, parsed, out var request) ? request : null);
        console.Error.WriteLine(clash);
        return ExitCode.WrongUsage;
    }

    /// <summary>What is asked for; false when it cannot be had, and then the error stream says why.</summary>
    bool TryRead(ToolConsole console, ParseResult parsed, out TrainRequest request)
    {
        var usual = new TrainingOptions();
        var training = usual with
        {
            Algorithm = Enum.Parse<Algorithm>(parsed.GetRequiredValue(_algorithm), ignoreCase: true), Seed = parsed.GetValue(_seed), Trees = parsed.GetValue(_trees) ?? 0, Leaves = parsed.GetValue(_leaves) ?? usual.Leaves,
            Rate = parsed.GetValue(_rate) ?? usual.Rate, Bins = parsed.GetValue(_bins) ?? usual.Bins, MinimumRowsPerLeaf = parsed.GetValue(_leafRows) ?? usual.MinimumRowsPerLeaf, L2 = parsed.GetValue(_ridge) ?? usual.L2,
            RowShare = parsed.GetValue(_rowShare) ?? usual.RowShare, FeatureShare = parsed.GetValue(_featureShare) ?? usual.FeatureShare, Bags = parsed.GetValue(_bags) ?? usual.Bags, FraudWeight = parsed.GetValue(_weight), Refit = !parsed.GetValue(_keepEarly),
            Threads = parsed.GetValue(_threads),
        };
        request = new TrainRequest { Training = training };
        if (parsed.GetValue(_table)) return (request = request with { Table = _features.ReadTable(console, parsed)! }).Table is not null;
        if (!_features.TryRead(console, parsed, out var logs)) return false;
        request = request with { Logs = logs };
        return true;
    }
#endif

    static double Refuse(System.CommandLine.Parsing.ArgumentResult result, string message)
    {
        result.AddError(message);
        return 1;
    }

    static Option<int> Whole(string name, string description, int min, int max, int usual) => new(name)
    {
        Description = description, HelpName = "number", DefaultValueFactory = _ => usual,
        CustomParser = result => int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max ? value
            : (int)Refuse(result, FormattableString.Invariant($"{name} expects a whole number from {min:N0} to {max:N0}.")),
    };

    static Option<int?> WholeOrNone(string name, string description, int min, int max) => new(name)
    {
        Description = description, HelpName = "number",
        CustomParser = result => int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max ? value
            : (int)Refuse(result, FormattableString.Invariant($"{name} expects a whole number from {min:N0} to {max:N0}.")),
    };

    static Option<double?> Number(string name, string description, double min, double max) => new(name)
    {
        Description = description, HelpName = "number",
        CustomParser = result => double.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value >= min && value <= max ? value
            : Refuse(result, FormattableString.Invariant($"{name} expects a number from {min} to {max:N0}.")),
    };
}
