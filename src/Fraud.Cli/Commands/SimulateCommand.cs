using System.CommandLine;
using System.Globalization;
using Fraud.Cli.Simulation;

namespace Fraud.Cli.Commands;

/// <summary><c>fraud simulate</c>: writes invented logs.</summary>
static class SimulateCommand
{
    public static Command Create(ToolConsole console) => new("simulate", "Write an invented message log: the same bytes for the same seed, on every machine.")
    {
        Bangladesh(console),
        Institutions(console),
    };

    static Option<ulong> Seed() => new("--seed") { Description = "Draws the ordinary traffic; the same seed gives the same bytes.", DefaultValueFactory = _ => 2016 };

    // What --format means: the standard of the messages, the log around them and the file's extension.
    static (WireFormat Standard, LogFormat Log, string Extension) Form(string format) => format.ToLowerInvariant() switch
    {
        "fin" => (WireFormat.Fin, LogFormat.Fin, "fin"),
        "jsonl" => (WireFormat.Fin, LogFormat.Jsonl, "jsonl"),
        "pacs" => (WireFormat.Pacs, LogFormat.Pacs, "xml"),
        _ => (WireFormat.Pacs, LogFormat.Jsonl, "jsonl"),
    };

    static Option<string> Format(string description, string usual, params string[] formats)
    {
        var option = new Option<string>("--format") { Description = description, HelpName = string.Join('|', formats), DefaultValueFactory = _ => usual };
        option.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, formats);
        return option;
    }

    static Command Bangladesh(ToolConsole console)
    {
        var seed = Seed();
        var folder = new Option<DirectoryInfo>("--out") { Description = "Folder for baseline.fin, attack.fin (or .xml), padma.jsonl and labels.csv.", Required = true };
        var format = Format("FIN messages, or the same orders in ISO 20022.", "fin", "fin", "pacs");
        var command = new Command("bangladesh", "Eight months of a central bank's dollar orders, and the heist of 4 February 2016 at their end, re-enacted with invented names.") { seed, format, folder };
        command.SetAction(parsed => WriteBangladesh(console, parsed.GetValue(seed), parsed.GetRequiredValue(format), parsed.GetRequiredValue(folder)));
        return command;
    }

    static int WriteBangladesh(ToolConsole console, ulong seed, string format, DirectoryInfo folder)
    {
        var (standard, log, extension) = Form(format);
        var story = BangladeshScenario.Generate(seed, standard);
        try
        {
            folder.Create();
            WriteLog(Path.Combine(folder.FullName, "baseline." + extension), log, story.Where(message => !message.Attack));
            WriteLog(Path.Combine(folder.FullName, "attack." + extension), log, story.Where(message => message.Attack));
            WriteLog(Path.Combine(folder.FullName, "padma.jsonl"), LogFormat.Jsonl, story);
            using var labels = File.Create(Path.Combine(folder.FullName, "labels.csv"));
            SimulatedLog.WriteLabels(labels, story);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return CannotWrite(console, folder, problem);
        }
        int thefts = story.Count(message => message.Attack);
        console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{story.Count - thefts} honest orders and {thefts} of the attack in {folder}"));
        return ExitCode.Fine;
    }

    static Command Institutions(ToolConsole console)
    {
        var seed = Seed();
        var count = new Option<int>("--count") { Description = "Sending institutions, 1 to 676.", DefaultValueFactory = _ => 12 };
        var messages = new Option<int>("--messages") { Description = "Messages in all.", Required = true };
        var accounts = new Option<int?>("--accounts") { Description = "Customer accounts in all; by default one for each 250 messages." };
        var from = new Option<DateOnly?>("--from") { Description = "First day; by default 2024-01-01.", HelpName = "yyyy-mm-dd" };
        var days = new Option<int>("--days") { Description = "Days the traffic is spread over.", DefaultValueFactory = _ => 366 };
        var format = Format("FIN with acknowledgements, FIN in JSON Lines, ISO 20022 with refusals, or ISO 20022 in JSON Lines.", "jsonl", "fin", "jsonl", "pacs", "pacs-jsonl");
        var folder = new Option<DirectoryInfo?>("--out") { Description = "Folder for traffic.fin, .jsonl or .xml; by default the messages go to standard output." };
        AtLeastOne(count, 676);
        AtLeastOne(messages);
        AtLeastOne(days, 36_600);
        accounts.Validators.Add(result => { if (result.GetValueOrDefault<int?>() < 1) result.AddError("--accounts must be 1 or more."); });
        var command = new Command("institutions", "Honest traffic of a network of invented institutions with their own time zones, holidays and customers.") { count, messages, seed, accounts, from, days, format, folder };
        command.SetAction(parsed =>
        {
            var (standard, log, extension) = Form(parsed.GetRequiredValue(format));
            var options = new TrafficOptions(parsed.GetValue(messages), parsed.GetValue(seed), parsed.GetValue(count), parsed.GetValue(accounts))
            {
                From = parsed.GetValue(from) ?? new DateOnly(2024, 1, 1),
                Days = parsed.GetValue(days),
                Format = standard,
            };
            return WriteInstitutions(console, new InstitutionTraffic(options), log, "traffic." + extension, parsed.GetValue(folder));
        });
        return command;
    }

    static void AtLeastOne(Option<int> option, int most = int.MaxValue) => option.Validators.Add(result =>
    {
        int value = result.GetValueOrDefault<int>();
        if (value < 1 || value > most) result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} must be {(most == int.MaxValue ? "1 or more" : $"1 to {most}")}."));
    });

    static int WriteInstitutions(ToolConsole console, InstitutionTraffic traffic, LogFormat format, string file, DirectoryInfo? folder)
    {
        if (folder is null)
        {
            using var log = new SimulatedLog(console.Output, format);
            foreach (var message in traffic) log.Write(message);
            return ExitCode.Fine;
        }
        try
        {
            folder.Create();
            WriteLog(Path.Combine(folder.FullName, file), format, traffic);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return CannotWrite(console, folder, problem);
        }
        return ExitCode.Fine;
    }

    static void WriteLog(string path, LogFormat format, IEnumerable<SimulatedMessage> messages)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
        using var log = new SimulatedLog(file, format);
        foreach (var message in messages) log.Write(message);
    }

    static int CannotWrite(ToolConsole console, DirectoryInfo folder, Exception problem)
    {
        console.Error.WriteLine($"{folder}: cannot be written: {problem.Message}");
        return ExitCode.Findings;
    }
}
