namespace Hub.Channels.Line;

/// <summary>Messages that may be sent this month, counted by recipients. Replies are free and not counted.</summary>
/// <param name="Limit">Null where the plan has none.</param>
/// <param name="Used">LINE's own estimate; includes what was sent from LINE's manager.</param>
public sealed record LineQuota(long? Limit, long Used)
{
    public bool Exhausted => Used >= Limit;
}
