using System.CommandLine;
using Fraud.Cli.Replay;
using Fraud.Triage;

namespace Fraud.Cli.Commands;

/// <summary>The options by which a command is told what scores beside the rules.</summary>
sealed class ModelOptions
{
    readonly Option<string?> _model = new("--model") { Description = "A model whose score counts with the rules: our own export, LightGBM text, XGBoost JSON or ONNX.", HelpName = "file" };
    readonly Option<string[]> _challengers = new("--challenger") { Description = "A model that is only scored beside it, in the same pass; may be repeated.", HelpName = "file", DefaultValueFactory = _ => [] };

    /// <param name="command">Takes the options.</param>
    /// <param name="withChallengers">Whether others may be scored beside the one that counts.</param>
    public void AddTo(Command command, bool withChallengers)
    {
        command.Add(_model);
        if (withChallengers) command.Add(_challengers);
    }

    /// <summary>The models; false when one cannot be used, and then the error stream says why.</summary>
    public bool TryLoad(ToolConsole console, ParseResult parsed, Policy policy, out ModelSet models)
    {
        models = new ModelSet();
        if (parsed.GetValue(_model) is { } file)
        {
            if (Load(console, file, policy) is not { } model) return false;
            models = models with { Champion = new NamedModel(file, model) };
        }
        foreach (string challenger in parsed.GetValue(_challengers) ?? [])
        {
            if (Load(console, challenger, policy) is not { } model) return false;
            models = models with { Challengers = [.. models.Challengers, new NamedModel(challenger, model)] };
        }
        return true;
    }

    static Model? Load(ToolConsole console, string file, Policy policy)
    {
        try
        {
            var model = Model.Load(file);
            if (ServedModel.Mismatch(policy.Pack!, model) is not { } fault) return model;
            console.Error.WriteLine($"{file}: does not fit the policy: {fault}");
        }
        catch (FormatException problem)
        {
            console.Error.WriteLine(problem.Message);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"{file}: {(problem is FileNotFoundException or DirectoryNotFoundException ? "no such file" : problem.Message)}");
        }
        return null;
    }
}
