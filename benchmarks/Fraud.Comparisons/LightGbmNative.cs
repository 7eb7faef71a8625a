using System.Runtime.InteropServices;
using System.Text;

namespace Fraud.Comparisons;

/// <summary>LightGBM's own library (its C interface, include/LightGBM/c_api.h): trains a model, and predicts with it one row at a time and many, on one thread.</summary>
sealed unsafe class LightGbmNative : IDisposable
{
    const string Library = "lib_lightgbm";
    const int Float32 = 0, RawScore = 1;

    [DllImport(Library)] static extern int LGBM_DatasetCreateFromMat(float* data, int type, int rows, int columns, int rowMajor, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, nint reference, out nint dataset);
    [DllImport(Library)] static extern int LGBM_DatasetSetField(nint dataset, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, float* data, int count, int type);
    [DllImport(Library)] static extern int LGBM_DatasetFree(nint dataset);
    [DllImport(Library)] static extern int LGBM_BoosterCreate(nint dataset, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, out nint booster);
    [DllImport(Library)] static extern int LGBM_BoosterFree(nint booster);
    [DllImport(Library)] static extern int LGBM_BoosterUpdateOneIter(nint booster, out int finished);
    [DllImport(Library)] static extern int LGBM_BoosterSaveModelToString(nint booster, int start, int count, int importance, long room, out long length, byte* text);
    [DllImport(Library)] static extern int LGBM_BoosterPredictForMatSingleRowFastInit(nint booster, int what, int start, int count, int type, int columns, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, out nint config);
    [DllImport(Library)] static extern int LGBM_BoosterPredictForMatSingleRowFast(nint config, float* row, out long length, double* result);
    [DllImport(Library)] static extern int LGBM_FastConfigFree(nint config);
    [DllImport(Library)] static extern int LGBM_BoosterPredictForMat(nint booster, float* data, int type, int rows, int columns, int rowMajor, int what, int start, int count, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, out long length, double* result);
    [DllImport(Library)] static extern nint LGBM_GetLastError();

    readonly int _columns;
    readonly nint _dataset, _booster, _fast;

    public LightGbmNative(float[] rows, float[] labels, int trees, int leaves)
    {
        string parameters = $"objective=binary num_leaves={leaves} learning_rate=0.1 max_bin=255 min_data_in_leaf={MlNetTrees.RowsPerLeaf} num_threads=1 verbosity=-1 seed=1 deterministic=true force_row_wise=true";
        _columns = rows.Length / labels.Length;
        fixed (float* row = rows) Check(LGBM_DatasetCreateFromMat(row, Float32, labels.Length, _columns, 1, parameters, 0, out _dataset));
        fixed (float* label = labels) Check(LGBM_DatasetSetField(_dataset, "label", label, labels.Length, Float32));
        Check(LGBM_BoosterCreate(_dataset, parameters, out _booster));
        for (int t = 0; t < trees; t++) Check(LGBM_BoosterUpdateOneIter(_booster, out _));
        Check(LGBM_BoosterPredictForMatSingleRowFastInit(_booster, RawScore, 0, -1, Float32, _columns, "num_threads=1", out _fast));
    }

    /// <summary>The model in LightGBM's text form.</summary>
    public byte[] Text()
    {
        Check(LGBM_BoosterSaveModelToString(_booster, 0, -1, 0, 0, out long length, null));
        var text = new byte[length];
        fixed (byte* at = text) Check(LGBM_BoosterSaveModelToString(_booster, 0, -1, 0, length, out _, at));
        return text[..^1]; // without the zero at its end
    }

    public double One(float* row)
    {
        double result;
        Check(LGBM_BoosterPredictForMatSingleRowFast(_fast, row, out _, &result));
        return result;
    }

    public void Many(float* rows, int count, double* results) => Check(LGBM_BoosterPredictForMat(_booster, rows, Float32, count, _columns, 1, RawScore, 0, -1, "num_threads=1", out _, results));

    public void Dispose()
    {
        Check(LGBM_FastConfigFree(_fast));
        Check(LGBM_BoosterFree(_booster));
        Check(LGBM_DatasetFree(_dataset));
    }

    static void Check(int result)
    {
        if (result != 0) throw new InvalidOperationException(Marshal.PtrToStringUTF8(LGBM_GetLastError()));
    }
}
