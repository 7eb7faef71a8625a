using System.Runtime.InteropServices;
using System.Text;

namespace Fraud.Tests.Scoring;

/// <summary>LightGBM itself, by its C interface: trains on rows, writes its text, and predicts, on one thread.</summary>
sealed class LightGbmNative : IDisposable
{
    const string Library = "lib_lightgbm";
    const int Float32 = 0, RowMajor = 1, Raw = 1, Contribution = 3;

    readonly nint _booster;

    LightGbmNative(nint booster) => _booster = booster;

    /// <param name="rows">As trained on.</param>
    /// <param name="labels">A label for each row.</param>
    /// <param name="iterations">Trees.</param>
    /// <param name="parameters">As LightGBM has them, with spaces between.</param>
    public static LightGbmNative Train(float[][] rows, float[] labels, int iterations, string parameters)
    {
        string all = "num_threads=1 verbosity=-1 deterministic=true seed=1 " + parameters;
        float[] flat = [.. rows.SelectMany(r => r)];
        Done(LGBM_DatasetCreateFromMat(flat, Float32, rows.Length, rows[0].Length, RowMajor, all, 0, out nint data));
        try
        {
            Done(LGBM_DatasetSetField(data, "label", labels, labels.Length, Float32));
            Done(LGBM_BoosterCreate(data, all, out nint booster));
            for (int i = 0; i < iterations; i++) Done(LGBM_BoosterUpdateOneIter(booster, out _));
            return new LightGbmNative(booster);
        }
        finally { Done(LGBM_DatasetFree(data)); }
    }

    public static LightGbmNative Load(string model)
    {
        Done(LGBM_BoosterLoadModelFromString(model, out _, out nint booster));
        return new LightGbmNative(booster);
    }

    public byte[] Text()
    {
        Done(LGBM_BoosterSaveModelToString(_booster, 0, -1, 0, 0, out long length, []));
        var text = new byte[length];
        Done(LGBM_BoosterSaveModelToString(_booster, 0, -1, 0, length, out _, text));
        return text[..^1]; // its zero at the end
    }

    /// <summary>The sums of the leaves, or the predictions that the objective makes of them.</summary>
    public double[] Predict(IReadOnlyList<float[]> rows, bool raw = true)
    {
        float[] flat = [.. rows.SelectMany(r => r)];
        var result = new double[rows.Count];
        Done(LGBM_BoosterPredictForMat(_booster, flat, Float32, rows.Count, rows[0].Length, RowMajor, raw ? Raw : 0, 0, -1, "num_threads=1", out _, result));
        return result;
    }

    /// <summary>What each feature adds to each row's sum, and behind them what is expected of any row: one number more than features.</summary>
    public double[] Contributions(IReadOnlyList<float[]> rows)
    {
        float[] flat = [.. rows.SelectMany(r => r)];
        var result = new double[rows.Count * (rows[0].Length + 1)];
        Done(LGBM_BoosterPredictForMat(_booster, flat, Float32, rows.Count, rows[0].Length, RowMajor, Contribution, 0, -1, "num_threads=1", out _, result));
        return result;
    }

    public void Dispose() => Done(LGBM_BoosterFree(_booster));

    static void Done(int result)
    {
        if (result != 0) throw new InvalidOperationException(Marshal.PtrToStringUTF8(LGBM_GetLastError()));
    }

    [DllImport(Library)] static extern nint LGBM_GetLastError();
    [DllImport(Library, BestFitMapping = false, ThrowOnUnmappableChar = true)] static extern int LGBM_DatasetCreateFromMat(float[] data, int type, int rows, int columns, int rowMajor, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, nint reference, out nint dataset);
    [DllImport(Library, BestFitMapping = false, ThrowOnUnmappableChar = true)] static extern int LGBM_DatasetSetField(nint dataset, [MarshalAs(UnmanagedType.LPUTF8Str)] string field, float[] values, int count, int type);
    [DllImport(Library)] static extern int LGBM_DatasetFree(nint dataset);
    [DllImport(Library, BestFitMapping = false, ThrowOnUnmappableChar = true)] static extern int LGBM_BoosterCreate(nint dataset, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, out nint booster);
    [DllImport(Library, BestFitMapping = false, ThrowOnUnmappableChar = true)] static extern int LGBM_BoosterLoadModelFromString([MarshalAs(UnmanagedType.LPUTF8Str)] string model, out int iterations, out nint booster);
    [DllImport(Library)] static extern int LGBM_BoosterUpdateOneIter(nint booster, out int finished);
    [DllImport(Library)] static extern int LGBM_BoosterFree(nint booster);
    [DllImport(Library)] static extern int LGBM_BoosterSaveModelToString(nint booster, int start, int iterations, int importance, long bufferLength, out long length, byte[] text);
    [DllImport(Library, BestFitMapping = false, ThrowOnUnmappableChar = true)] static extern int LGBM_BoosterPredictForMat(nint booster, float[] data, int type, int rows, int columns, int rowMajor, int predictType, int start, int iterations, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, out long length, double[] result);
}
