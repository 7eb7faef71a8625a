using System.Globalization;

namespace Fraud.Cli.Logs;

/// <summary>Opens the files of a command one after the other. A file that cannot be read gives one line on the error stream, and the run goes on.</summary>
sealed class LogFiles(IReadOnlyList<string> paths, TextWriter error)
{
    /// <summary>Whether something could not be read.</summary>
    public bool Faulty { get; private set; }

    /// <summary>Bytes of all files, as far as they are there.</summary>
    public long TotalBytes
    {
        get
        {
            long total = 0;
            foreach (string path in paths) if (File.Exists(path)) total += new FileInfo(path).Length;
            return total;
        }
    }

    /// <summary>Gives every entry of every file to <paramref name="take"/>, which answers whether it could read the message.</summary>
    public void ForEach(Func<LogEntry, bool> take, Action<long>? progress = null)
    {
        long before = 0;
        foreach (string path in paths)
        {
            long entries = 0, bad = 0, firstBad = 0;
            string? fault = null;
            try
            {
                using var reader = new LogReader(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0, FileOptions.SequentialScan));
                while (reader.TryRead(out var entry))
                {
                    entries++;
                    if (!take(entry) && bad++ == 0) (firstBad, fault) = (entry.Offset, entry.Fault);
                    if ((entries & 1023) == 0) progress?.Invoke(before + reader.Offset);
                }
                before += reader.Offset;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                Report(path, Directory.Exists(path) ? "is a folder" : problem is FileNotFoundException or DirectoryNotFoundException ? "no such file" : problem.Message);
                continue;
            }
            if (entries == 0) Report(path, "holds no message");
            else if (bad > 0) Report(path, string.Create(CultureInfo.InvariantCulture, $"{bad} of {entries} entries cannot be read, the first at byte {firstBad}{(fault is null ? "" : $" ({fault})")}"));
            progress?.Invoke(before);
        }
    }

    void Report(string path, string what)
    {
        Faulty = true;
        error.WriteLine($"{path}: {what}");
    }
}
