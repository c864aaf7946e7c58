namespace Hub.Server.Platform.Calendar;

/// <summary>Turns the clock on the wall into moments. Every wall time has exactly one moment, and later ones never have an earlier moment.</summary>
internal sealed class LocalTime(TimeZoneInfo zone)
{
    /// <summary>The first moment at which the wall clock shows at least this: the earlier one of a repeated hour, and the end of a skipped one.</summary>
    public DateTime ToUtc(DateTime local)
    {
        if (zone.IsInvalidTime(local))
        {
            return FirstMoment(local);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
    }

    public DateTime ToLocal(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, zone);

    // Rare (once a year), so simply halved until found.
    private DateTime FirstMoment(DateTime local)
    {
        var (before, after) = (local.AddDays(-1).Ticks, local.AddDays(1).Ticks);
        while (after - before > 1)
        {
            var middle = before + (after - before) / 2;
            if (ToLocal(new DateTime(middle, DateTimeKind.Utc)) >= local)
            {
                after = middle;
            }
            else
            {
                before = middle;
            }
        }

        return new DateTime(after, DateTimeKind.Utc);
    }
}
