namespace Fraud.Cli.Replay;

/// <summary>Local time to UTC by the zone of the institution, from the policy's reference data.</summary>
static class Zones
{
    public static Func<Bic, DateTime, DateTime?> Of(Policy policy) => (institution, local) =>
        policy.Reference.CalendarOf(institution) is { } calendar ? new DateTime(calendar.ToUtcTicks(local.Ticks), DateTimeKind.Utc) : null;
}
