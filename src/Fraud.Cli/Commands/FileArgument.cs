using System.CommandLine;

namespace Fraud.Cli.Commands;

/// <summary>The files of a command. A misspelt option is an error, not a file of that name.</summary>
static class FileArgument
{
    public static Argument<string[]> Create(string description)
    {
        var files = new Argument<string[]>("files") { Description = description, Arity = ArgumentArity.OneOrMore };
        files.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (token.Value.StartsWith('-')) result.AddError($"Unrecognized option '{token.Value}'; write ./{token.Value} for a file of that name.");
        });
        return files;
    }
}
