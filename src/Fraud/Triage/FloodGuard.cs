using Fraud.Profiles;
using Fraud.Rules.Program;

namespace Fraud.Triage;

/// <summary>
/// Counts the firings of a rule for a key, so that the hundredth of a day need not call a person again. A window begins with its first alert. Each rule has 4,096
/// places, one per key that falls on it: a key that takes another's place lets that one alert again, never the other way.
/// </summary>
sealed class FloodGuard(int floods)
{
    const int Places = 4096;

    readonly (long Key, long Since, int Count)[] _places = new (long, long, int)[floods * Places];

    /// <summary>Counts an alert; true when the key had enough of them before.</summary>
    public bool IsEnough(CompiledFlood flood, long key, long ticks)
    {
        ref var place = ref _places[flood.Index * Places + (int)((ulong)key >> 20 & Places - 1)];
        // A window that began a day ahead of now began by a wrong clock.
        bool isOver = ticks - place.Since >= flood.WindowTicks || place.Since - ticks > EventLog.Lateness;
        if (place.Key != key || isOver) place = (key, ticks, 0);
        return ++place.Count > flood.Most;
    }
}
