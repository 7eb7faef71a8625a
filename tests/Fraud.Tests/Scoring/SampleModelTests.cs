using System.Globalization;
using Fraud.Scoring;

namespace Fraud.Tests.Scoring;

/// <summary>The stored models, without the libraries that made them, whole and damaged.</summary>
public class SampleModelTests
{
    public static TheoryData<string> Samples => ["fraud.json", "lightgbm.txt", "onnx.onnx", "xgboost.json"];

    static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Samples", "models", file);

    static List<(float[] Row, double Margin)> Golden(string file) => [.. File.ReadLines(PathOf(Path.GetFileNameWithoutExtension(file) + ".golden.csv"))
        .Select(line => line.Split(',')).Select(values => (values[..^1].Select(v => float.Parse(v, CultureInfo.InvariantCulture)).ToArray(), double.Parse(values[^1], CultureInfo.InvariantCulture)))];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Margins_are_the_stored_ones(string file)
    {
        var model = Model.Load(PathOf(file));
        var golden = Golden(file);
        Assert.True(golden.Count >= 10);
        foreach (var (row, margin) in golden) Assert.Equal(margin, model.Margin(row), 1e-5);
    }

    /// <summary>Our own form holds the model of any other: what was loaded is written, and read again it is the same.</summary>
    [Theory]
    [MemberData(nameof(Samples))]
    public void Any_model_can_be_written_in_our_own_form(string file)
    {
        var model = Model.Load(PathOf(file));
        var content = model.Content with { GoldenRows = [.. Golden(file).Select(g => new GoldenRow(g.Row, g.Margin))] };
        var read = Model.Parse(ModelWriter.Write(content, file), file);
        foreach (var (row, _) in Golden(file)) Assert.Equal(model.Margin(row), read.Margin(row));
    }

    /// <summary>A model or the one exception, and the model can be asked.</summary>
    static Model? Survives(ReadOnlySpan<byte> bytes, float[] row)
    {
        Model model;
        try { model = Model.Parse(bytes, "damaged"); }
        catch (FormatException told)
        {
            Assert.StartsWith("damaged: ", told.Message, StringComparison.Ordinal);
            return null;
        }
        double margin = model.Margin(row.Length == model.Features.Count ? row : new float[model.Features.Count]);
        Assert.True(double.IsFinite(margin));
        Assert.InRange(model.Probability(margin), 0, 1);
        return model;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Cut_off_at_any_byte_a_file_is_told_or_loaded(string file)
    {
        byte[] bytes = File.ReadAllBytes(PathOf(file));
        float[] row = Golden(file)[0].Row;
        int loaded = 0;
        for (int length = 0; length < bytes.Length; length++)
            if (Survives(bytes.AsSpan(0, length), row) is not null) loaded++;
        // Of a text the last line break may be missing; a protobuf message may end before its last fields, opsets and metadata.
        Assert.InRange(loaded, 0, file == "onnx.onnx" ? 3 : 1);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void With_a_byte_changed_a_file_is_told_or_loaded(string file)
    {
        byte[] bytes = File.ReadAllBytes(PathOf(file));
        string hash = Model.Parse(bytes, file).Hash;
        float[] row = Golden(file)[0].Row;
        int told = 0;
        for (int at = 0; at < bytes.Length; at++)
        {
            byte was = bytes[at];
            bytes[at] ^= at % 9 == 8 ? (byte)0xff : (byte)(1 << at % 9);
            var model = Survives(bytes, row);
            if (model is null) told++;
            // Our own file says what its content is.
            else if (file == "fraud.json") Assert.Equal(hash, model.Hash);
            bytes[at] = was;
        }
        Assert.True(told > bytes.Length / 4);
    }
}
