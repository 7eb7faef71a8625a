using Fraud.Cli;

using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
using var console = new ToolConsole(output, Console.Error, interactive: !Console.IsErrorRedirected, interactiveOutput: !Console.IsOutputRedirected, input: Console.OpenStandardInput());
int code = Tool.Run(args, console);
output.Flush();
return code;
