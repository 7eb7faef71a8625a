using System.Text;
using Fraud.Cli;

namespace Fraud.Tests.Cli;

/// <summary>Runs the tool in process, in a folder of its own.</summary>
sealed class ToolRun : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("fraud-tests-").FullName;
    public int ExitCode { get; private set; }
    public string Output { get; private set; } = "";
    public string Error { get; private set; } = "";
    /// <summary>What the tool reads from standard input.</summary>
    public byte[] Input { get; set; } = [];
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string PathOf(string file) => Path.Combine(Folder, file);

    public string Write(string file, string text) => Write(file, Encoding.UTF8.GetBytes(text));

    public string Write(string file, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllBytes(PathOf(file), bytes);
        return PathOf(file);
    }

    public ToolRun Run(params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using (var console = new ToolConsole(output, error, input: new MemoryStream(Input))) ExitCode = Tool.Run(args, console);
        (Output, Error) = (Encoding.UTF8.GetString(output.ToArray()), error.ToString());
        return this;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
