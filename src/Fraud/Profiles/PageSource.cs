using System.Runtime.InteropServices;

namespace Fraud.Profiles;

/// <summary>
/// Where one engine's tables take their memory: from a reserve that was taken and touched when the engine was made, and when that is used up from the system. A page that
/// the system must first find and clear costs the message that touches it microseconds: on a virtual machine that gives free memory back to its host, 4 ns a byte.
/// </summary>
sealed unsafe class PageSource : IDisposable
{
    const nuint Alignment = 64, PageBytes = 4096;

    readonly byte* _reserve;
    readonly nuint _bytes;
    readonly List<(nint Memory, nuint Bytes)> _returned = [];
    nuint _used;
    bool _disposed;

    /// <summary>Without a reserve: all comes from the system.</summary>
    public static readonly PageSource System = new(0);

    public PageSource(long reserveBytes)
    {
        _bytes = (nuint)reserveBytes;
        if (_bytes == 0) return;
        _reserve = Pages.Allocate(_bytes);
        for (nuint at = 0; at < _bytes; at += PageBytes) _reserve[at] = 0;
    }

    /// <summary>Zeroed memory at a cache line.</summary>
    public byte* Allocate(nuint bytes)
    {
        for (int i = 0; i < _returned.Count; i++)
        {
            (nint memory, nuint there) = _returned[i];
            if (there < bytes) continue;
            _returned[i] = (memory + (nint)Aligned(bytes), there - Aligned(bytes));
            if (_returned[i].Bytes == 0) _returned.RemoveAt(i);
            NativeMemory.Clear((void*)memory, bytes);
            return (byte*)memory;
        }
        if (_bytes - _used < Aligned(bytes)) return Pages.Allocate(bytes);
        byte* next = _reserve + _used;
        _used += Aligned(bytes);
        return next;
    }

    public void Free(byte* memory, nuint bytes)
    {
        bool reserved = _reserve != null && memory >= _reserve && memory < _reserve + _bytes;
        if (reserved) _returned.Add(((nint)memory, Aligned(bytes)));
        else Pages.Free(memory, bytes);
    }

    static nuint Aligned(nuint bytes) => (bytes + Alignment - 1) & ~(Alignment - 1);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_reserve != null) Pages.Free(_reserve, _bytes);
    }
}
