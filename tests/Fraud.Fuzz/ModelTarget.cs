using System.Text;
using System.Text.RegularExpressions;

namespace Fraud.Fuzz;

/// <summary>What every model file must survive: it is a model that gives finite margins, or a <see cref="FormatException"/> that names the file; memory stays in proportion.</summary>
static partial class ModelTarget
{
    /// <summary>
    /// The largest input has 64 KB; what it may name without spelling it out are 65,536 features, of some 300 bytes each while they are named and compared, and categories, 32 in ten
    /// characters. A text that is told whole costs a few times its length more.
    /// </summary>
    const long AllocatedMax = 64 << 20;

    static readonly float[] s_odd = [float.NaN, 0, -0f, 1, -1, 1e-35f, 0.5f, 33, 100, 16777216, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity];

    [GeneratedRegex("the content has ([0-9a-f]{64})")]
    private static partial Regex HashInMessage();

    [GeneratedRegex("\"sha256\":\"[^\"]*\"")]
    private static partial Regex HashInFile();

    public static int Run(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        int shape = Shape(file);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated <= AllocatedMax ? shape : throw new InvalidOperationException($"{allocated} bytes for a file of {file.Length}.");
    }

    static int Shape(byte[] file)
    {
        try { return Ask(Model.Parse(file, "fuzz")); }
        catch (FormatException told)
        {
            if (!told.Message.StartsWith("fuzz: ", StringComparison.Ordinal)) throw new InvalidOperationException("The message does not name the file.", told);
            // Behind the hash of our own form is what it holds: mended, the file is read on.
            if (HashInMessage().Match(told.Message) is { Success: true } hash) return Mended(file, hash.Groups[1].Value);
            // Told apart by the words, without the numbers and names of the place.
            int shape = 1;
            foreach (char c in told.Message) shape = char.IsAsciiLetter(c) ? unchecked(shape * 31 + c) : shape;
            return shape & 0xfff;
        }
    }

    static int Mended(byte[] file, string hash)
    {
        try { return Ask(Model.Parse(Encoding.Latin1.GetBytes(HashInFile().Replace(Encoding.Latin1.GetString(file), $"\"sha256\":\"{hash}\"", 1)), "fuzz")); }
        catch (FormatException told)
        {
            int shape = 2;
            foreach (char c in told.Message) shape = char.IsAsciiLetter(c) ? unchecked(shape * 31 + c) : shape;
            return shape & 0xfff;
        }
    }

    static int Ask(Model model)
    {
        var row = new float[model.Features.Count];
        foreach (float value in s_odd)
        {
            Array.Fill(row, value);
            double margin = model.Margin(row), probability = model.Probability(margin);
            if (!double.IsFinite(margin) || probability is not (>= 0 and <= 1)) throw new InvalidOperationException($"margin {margin}, probability {probability}");
        }
        if (model.Hash.Length != 16) throw new InvalidOperationException(model.Hash);
        return HashCode.Combine(Math.Min(model.Features.Count, 9), model.Margin(row) > 0);
    }
}
