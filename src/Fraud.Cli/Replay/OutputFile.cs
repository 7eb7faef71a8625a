namespace Fraud.Cli.Replay;

/// <summary>A file that takes its place only when it is whole: until then it stands beside it, and what it replaces, or shares its bytes with by a hard link, is not touched.</summary>
sealed class OutputFile : IDisposable
{
    readonly string _path, _beside;

    OutputFile(string path, string beside, FileStreamOptions options) => (_path, _beside, Stream) = (path, beside, new NoticingStream(this, beside, options));

    public Stream Stream { get; }

    /// <summary>Whether something could not be written to it.</summary>
    public bool HasFailed { get; private set; }

    /// <exception cref="IOException">It is a folder, its folder is missing, or it cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It, or its folder, may not be written to.</exception>
    public static OutputFile Create(string path)
    {
        // Nothing can take the place of a device, or of the pipe that /dev/stdout is a link to: they have no length, and are written to as they are named.
        string real = RealPath(path);
        // Told now, not when the whole file is to take its place.
        if (Directory.Exists(real)) throw new IOException("it is a folder");
        bool replace = File.Exists(real) ? new FileInfo(real).Length > 0 : !File.Exists(path);
        if (!replace) real = path;
        string beside = replace ? Path.Combine(Path.GetDirectoryName(real)!, $".{Path.GetFileName(real)}.{Path.GetRandomFileName()}") : real;
        var options = new FileStreamOptions { Mode = replace ? FileMode.CreateNew : FileMode.Open, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 1 << 20 };
        if (replace && !OperatingSystem.IsWindows() && File.Exists(real)) options.UnixCreateMode = File.GetUnixFileMode(real);
        // Said of the file that was asked for: nobody knows the one beside it.
        string folder = Path.GetDirectoryName(beside)!;
        if (replace && !Directory.Exists(folder)) throw new IOException($"there is no folder {folder}");
        try
        {
            return new OutputFile(real, beside, options);
        }
        catch (UnauthorizedAccessException problem) when (replace)
        {
            throw new UnauthorizedAccessException($"the folder {folder} may not be written to", problem);
        }
    }

    /// <summary>Whether both are the same file, by whatever links they are named.</summary>
    public static bool AreSame(string one, string other) => string.Equals(RealPath(one), RealPath(other), OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    /// <summary>What to say when a file to be written is one of those to be read; null when it is none.</summary>
    public static string? Clash(string written, IEnumerable<string> read) => read.Any(file => file != "-" && AreSame(file, written)) ? $"{written}: is a file to be read and cannot be the file to be written" : null;

    static string RealPath(string path)
    {
        string full = Path.GetFullPath(path), real = Path.GetPathRoot(full)!;
        foreach (string part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            real = entry.LinkTarget is null || entry.ResolveLinkTarget(returnFinalTarget: true) is not { } target ? next : RealPath(target.FullName);
        }
        return real;
    }

    /// <summary>Writes what is still held back.</summary>
    public void Flush()
    {
        HasFailed = true; // until it has not
        Stream.Flush();
        HasFailed = false;
    }

    /// <summary>Puts the whole file in its place.</summary>
    public void Keep()
    {
        HasFailed = true; // until it has not
        Stream.Dispose();
        if (_beside != _path) File.Move(_beside, _path, overwrite: true);
        HasFailed = false;
    }

    /// <summary>What was not kept is gone.</summary>
    public void Dispose()
    {
        bool failed = HasFailed;
        try
        {
            HasFailed = true;
            Stream.Dispose();
            HasFailed = failed;
        }
        finally
        {
            if (_beside != _path) File.Delete(_beside);
        }
    }

    // Of several files that are written at once, a failure itself does not say which it was.
    sealed class NoticingStream(OutputFile owner, string path, FileStreamOptions options) : FileStream(path, options)
    {
        // A derived stream's spans come here too.
        public override void Write(byte[] buffer, int offset, int count)
        {
            owner.HasFailed = true;
            base.Write(buffer, offset, count);
            owner.HasFailed = false;
        }
    }
}
