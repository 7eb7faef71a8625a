using System.CommandLine;

namespace Fraud.Cli.Commands;

/// <summary><c>fraud sign</c>: writes the signature without which a host that trusts a key takes no policy.</summary>
static class SignCommand
{
    public static Command Create(ToolConsole console)
    {
        var folder = new Argument<string>("policy") { Description = "The policy folder." };
        var key = new Option<string>("--key") { Description = "PEM file with the private key (ECDSA), as of: openssl ecparam -name prime256v1 -genkey -noout.", HelpName = "file", Required = true };
        var command = new Command("sign", "Sign a policy folder: writes policy.sig, to be checked with --public-key.") { folder, key };
        command.SetAction(parsed => Run(console, parsed.GetRequiredValue(folder), parsed.GetRequiredValue(key)));
        return command;
    }

    static int Run(ToolConsole console, string folder, string keyFile)
    {
        using var key = PolicyOptions.ReadKey(console, keyFile);
        if (key is null) return ExitCode.Findings;
        // What is signed is what was checked.
        if (!CheckCommand.TryLoad(console, folder, null, out var policy)) return ExitCode.Findings;
        try
        {
            Policy.Sign(folder, key);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            console.Error.WriteLine($"{folder}: cannot be signed: {problem.Message}");
            return ExitCode.Findings;
        }
        console.Text.WriteLine($"{folder} is signed; ruleset {policy.Hash}");
        return ExitCode.Fine;
    }
}
