using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Fraud;

/// <summary>The files of a policy, and the signature that says that nobody else has changed them.</summary>
static class PolicyFolder
{
    const string Signature = "policy.sig";

    /// <summary>Texts by path from the folder, with '/'.</summary>
    public static SortedDictionary<string, string> Read(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            files[Path.GetRelativePath(folder, file).Replace('\\', '/')] = IsRead(file) ? Text(file) : File.ReadAllText(file);
        return files;
    }

    // Letters that are read as something else are a list that does not match.
    static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static bool IsRead(string file) => Path.GetExtension(file) is ".rules" or ".list" or ".calendar" or ".txt" or ".csv";

    static string Text(string file)
    {
        try { return File.ReadAllText(file, s_strict); }
        catch (DecoderFallbackException) { throw new InvalidDataException($"{file}: is not UTF-8"); }
    }

    public static void Sign(string folder, ECDsa key)
        => File.WriteAllText(Path.Combine(folder, Signature), Convert.ToBase64String(key.SignHash(Digest(Read(folder)))) + "\n");

    public static void Verify(SortedDictionary<string, string> files, ECDsa trusted)
    {
        if (!files.TryGetValue(Signature, out string? text)) throw new InvalidDataException($"The policy is not signed: expected {Signature} beside its files.");
        var signature = new byte[text.Length];
        bool good = Convert.TryFromBase64String(text.Trim(), signature, out int length) && trusted.VerifyHash(Digest(files), signature.AsSpan(0, length));
        if (!good) throw new InvalidDataException($"{Signature} is no signature of these files by the trusted key: a file was changed since, or somebody else signed.");
    }

    // Lengths keep the border between name and text, and between files, in the hash.
    static byte[] Digest(SortedDictionary<string, string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var (name, text) in files)
        {
            if (name == Signature) continue;
            foreach (string part in (ReadOnlySpan<string>)[name, text])
            {
                var bytes = Encoding.UTF8.GetBytes(part);
                BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
                hash.AppendData(length);
                hash.AppendData(bytes);
            }
        }
        return hash.GetHashAndReset();
    }
}
