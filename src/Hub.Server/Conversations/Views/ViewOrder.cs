namespace Hub.Server.Conversations.Views;

/// <summary>The orders a list can have, as SQL over <c>h</c>, with the place of a row for the cursor.</summary>
internal static class ViewOrder
{
    /// <summary>Stands where a conversation waits for nothing: after everything that does.</summary>
    private static readonly DateTimeOffset Never = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="from">Placeholder of the time, then of the id, to go on from.</param>
    public static string After(ViewSort sort, string from, string id) => sort switch
    {
        ViewSort.Newest => $"(h.last_activity_at, h.conversation_id) < ({from}, {id})",
        ViewSort.Oldest => $"(h.last_activity_at, h.conversation_id) > ({from}, {id})",
        ViewSort.LongestWaiting => $"(COALESCE(h.waiting_since, '9000-01-01 00:00:00+00'), h.conversation_id) > ({from}, {id})",
        ViewSort.NewestConversation => $"h.conversation_id < {id} AND {from}::timestamptz IS NOT NULL", // ids are made in the order of time
    };

    public static string By(ViewSort sort) => sort switch
    {
        ViewSort.Newest => "h.last_activity_at DESC, h.conversation_id DESC",
        ViewSort.Oldest => "h.last_activity_at, h.conversation_id",
        ViewSort.LongestWaiting => "COALESCE(h.waiting_since, '9000-01-01 00:00:00+00'), h.conversation_id",
        ViewSort.NewestConversation => "h.conversation_id DESC",
    };

    public static DateTimeOffset PlaceOf(ViewSort sort, ConversationRow row) => sort switch
    {
        ViewSort.Newest or ViewSort.Oldest => row.LastActivityAt,
        ViewSort.LongestWaiting => row.WaitingSince ?? Never,
        ViewSort.NewestConversation => row.CreatedAt,
    };

    /// <summary>Before the first row.</summary>
    public static (DateTimeOffset At, Guid Id) Start(ViewSort sort) => sort is ViewSort.Oldest or ViewSort.LongestWaiting
        ? (DateTimeOffset.UnixEpoch, Guid.Empty)
        : (Never, Guid.AllBitsSet);
}
