namespace Fraud.Cli.Logs;

/// <summary>Says on the error stream what is wrong with logs, and remembers that something was.</summary>
sealed class LogReport(TextWriter error)
{
    /// <summary>Whether something could not be read.</summary>
    public bool Faulty { get; set; }

    /// <summary>Whether a fault ended the run.</summary>
    public bool Stopped { get; set; }

    public void Tell(string name, string what)
    {
        Faulty = true;
        error.WriteLine($"{name}: {what}");
    }
}
