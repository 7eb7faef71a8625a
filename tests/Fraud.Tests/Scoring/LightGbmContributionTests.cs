using System.Runtime.InteropServices;

namespace Fraud.Tests.Scoring;

/// <summary>LightGBM's own contributions, of models that it trains here, through its C interface.</summary>
public class LightGbmContributionTests
{
    const string Library = "lib_lightgbm";
    const int Float32 = 0, RowMajor = 1, Contribution = 3;

    [Theory]
    [InlineData("objective=binary num_leaves=31 min_data_in_leaf=5", 40)]
    [InlineData("objective=regression num_leaves=200 min_data_in_leaf=1 learning_rate=0.3", 10)]
    [InlineData("objective=binary num_leaves=31 min_data_in_leaf=5 categorical_feature=3,4 min_data_per_group=2 cat_smooth=1", 30)]
    [InlineData("objective=binary num_leaves=16 zero_as_missing=true min_data_in_leaf=5", 30)]
    [InlineData("objective=binary num_leaves=31 bagging_fraction=0.5 bagging_freq=1 min_data_in_leaf=5 feature_fraction=0.5", 30)]
    public void Contributions_are_those_of_LightGBM(string parameters, int trees)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) Assert.Skip("LightGBM's native library is for Linux x64 here.");
        var random = new Random(17);
        const int features = 7;
        float[][] rows = [.. Enumerable.Range(0, 3000).Select(_ => Enumerable.Range(0, features).Select(f =>
            f is 3 or 4 ? random.Next(0, 9) : random.Next(9) == 0 ? float.NaN : random.Next(6) == 0 ? 0 : (float)Math.Round(random.NextDouble() * 10 - 3, 3)).ToArray())];
        float[] labels = [.. rows.Select(row => (row[0] > 2 && !(row[1] > 1) || row[3] is 2 or 5 or 7 && row[4] % 2 == 0) != (random.Next(10) == 0) ? 1f : 0f)];

        var (text, theirs) = Train(rows, labels, trees, parameters);
        var model = Model.Parse(text, "lightgbm.txt");
        double[] ours = new double[features];
        for (int r = 0; r < 500; r++)
        {
            double expected = model.Contributions(rows[r], ours);
            for (int f = 0; f < features; f++) Assert.Equal(theirs[r * (features + 1) + f], ours[f], 1e-9);
            Assert.Equal(theirs[r * (features + 1) + features], expected, 1e-9);
            Assert.Equal(model.Margin(rows[r]), expected + ours.Sum(), 1e-9);
        }
        Assert.True(theirs.Distinct().Count() > 1000, "the model is not trivial");
    }

    static (byte[] Text, double[] Contributions) Train(float[][] rows, float[] labels, int trees, string parameters)
    {
        string all = "num_threads=1 verbosity=-1 deterministic=true seed=1 " + parameters;
        float[] flat = [.. rows.SelectMany(row => row)];
        Done(LGBM_DatasetCreateFromMat(flat, Float32, rows.Length, rows[0].Length, RowMajor, all, 0, out nint data));
        Done(LGBM_DatasetSetField(data, "label", labels, labels.Length, Float32));
        Done(LGBM_BoosterCreate(data, all, out nint booster));
        for (int i = 0; i < trees; i++) Done(LGBM_BoosterUpdateOneIter(booster, out _));
        Done(LGBM_BoosterSaveModelToString(booster, 0, -1, 0, 0, out long length, []));
        byte[] text = new byte[length];
        Done(LGBM_BoosterSaveModelToString(booster, 0, -1, 0, length, out _, text));
        double[] contributions = new double[rows.Length * (rows[0].Length + 1)];
        Done(LGBM_BoosterPredictForMat(booster, flat, Float32, rows.Length, rows[0].Length, RowMajor, Contribution, 0, -1, "num_threads=1", out _, contributions));
        Done(LGBM_BoosterFree(booster));
        Done(LGBM_DatasetFree(data));
        return (text[..^1], contributions);
    }

    static void Done(int result)
    {
        if (result != 0) throw new InvalidOperationException(Marshal.PtrToStringUTF8(LGBM_GetLastError()));
    }

    [DllImport(Library)] static extern nint LGBM_GetLastError();
    [DllImport(Library)] static extern int LGBM_DatasetCreateFromMat(float[] data, int type, int rows, int columns, int rowMajor, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, nint reference, out nint dataset);
    [DllImport(Library)] static extern int LGBM_DatasetSetField(nint dataset, [MarshalAs(UnmanagedType.LPUTF8Str)] string field, float[] values, int count, int type);
    [DllImport(Library)] static extern int LGBM_DatasetFree(nint dataset);
    [DllImport(Library)] static extern int LGBM_BoosterCreate(nint dataset, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, out nint booster);
    [DllImport(Library)] static extern int LGBM_BoosterUpdateOneIter(nint booster, out int finished);
    [DllImport(Library)] static extern int LGBM_BoosterFree(nint booster);
    [DllImport(Library)] static extern int LGBM_BoosterSaveModelToString(nint booster, int start, int iterations, int importance, long bufferLength, out long length, byte[] text);
    [DllImport(Library)] static extern int LGBM_BoosterPredictForMat(nint booster, float[] data, int type, int rows, int columns, int rowMajor, int predictType, int start, int iterations, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, out long length, double[] result);
}
