using System.Text;

namespace Fraud.Scoring;

/// <summary>The files that a model may stand in, and how large a model may be. What a file says is read as if an enemy had written it: every size is checked before anything of that size is made.</summary>
static class ModelFile
{
    /// <summary>Bytes of a file. LightGBM's text of 10,000 trees of 255 leaves has about 200 MB.</summary>
    public const int BytesMax = 256 << 20;
    public const int TreesMax = 100_000;

    /// <summary>Inner nodes and leaves of all trees together.</summary>
    public const int NodesMax = 10_000_000;

    /// <summary>Splits from root to leaf: attributions hold a path at a time. Grown trees stay below 100.</summary>
    public const int DepthMax = 1_024;
    public const int FeaturesMax = 65_536;

    /// <summary>Categories in all sets together.</summary>
    public const int CategoriesMax = 10_000_000;

    /// <summary>The first number that is no category: the least up to which every whole number is a 32-bit float (2^24), as XGBoost has it.</summary>
    public const int CategoryEnd = 1 << 24;
    public const int NameMax = 1_000;
    public const int TextMax = 65_536;
    public const int CardMax = 1_000;
    public const int GoldenMax = 1_000;

    /// <summary>Golden rows times nodes: what computing them can take at worst, some seconds.</summary>
    public const long GoldenWorkMax = 1_000_000_000;

    /// <summary>Leaves times the features on their paths times the points of their integrals (<see cref="TreeAttribution"/>): what explaining a row can take at worst, some ten seconds.</summary>
    public const long AttributionWorkMax = 2_000_000_000;

    public const string Formats = "expected a model that Fraud exported (JSON), a LightGBM model (text), an XGBoost model (JSON) or an ONNX model";

    /// <summary>A model from the bytes of a file, whose format they show.</summary>
    /// <exception cref="FormatException">It is no model that can be served exactly; the message names the file, the place and what was expected there.</exception>
    public static ModelContent Parse(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length > BytesMax) throw TooLarge(file, bytes.Length);
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        var content = Read(bytes, file);
        ModelCheck.Check(content, file);
        return content;
    }

    static ModelContent Read(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.IsEmpty) throw Fault(file, "is empty; " + Formats);
        if (bytes.StartsWith("tree\n"u8) || bytes.StartsWith("tree\r\n"u8)) return new LightGbmText(file).Read(bytes);
        // A ModelProto begins with its ir_version: field 1, a number.
        if (bytes[0] == 8) return new OnnxModel(file).Read(bytes);
        // After its brace an object of UBJSON has the type of a length, which no JSON has there.
        if (bytes.Length > 1 && bytes[0] == '{' && "iUIlL$#"u8.Contains(bytes[1])) throw Fault(file, "is UBJSON: save the XGBoost model with a name that ends in .json");
        if (bytes.StartsWith("binf"u8)) throw Fault(file, "is XGBoost's old binary form: save the model with a name that ends in .json");
        int first = bytes.IndexOfAnyExcept(" \t\r\n"u8);
        if (first < 0 || bytes[first] is not ((byte)'{' or (byte)'[')) throw Fault(file, "is none of the known formats; " + Formats);
        if (bytes[first] == '[') throw Fault(file, "is a dump for reading, not a model; " + Formats);
        return FirstPropertyOf(bytes, file) switch
        {
            ModelReader.Format => new ModelReader(file).Read(bytes),
            "learner" or "version" => new XgboostJson(file).Read(bytes),
            "name" => throw Fault(file, "is a dump of LightGBM for reading: save the model as text"),
            _ => throw Fault(file, "is JSON, but no model of a known format; " + Formats),
        };
    }

    static string FirstPropertyOf(ReadOnlySpan<byte> bytes, string file)
    {
        var json = new ModelJson(bytes, file);
        json.Open('{');
        return json.TryProperty(out string name) ? name : "";
    }

    public static FormatException Fault(string file, string message) => new($"{file}: {message}.");

    public static FormatException Fault(string file, int tree, string message) => new($"{file}: tree {tree}: {message}.");

    public static FormatException TooLarge(string file, long bytes) => Fault(file, $"has {bytes} bytes, at most {BytesMax} are read");

    /// <summary>A text of the file as far as it may be shown in a message.</summary>
    public static string Shown(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]) + (text.Length > 40 ? "…" : "");
}
