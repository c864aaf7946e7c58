namespace Hub.Server.Tests.Conversations.Outbound;

/// <summary>Holds back what an account is to send, so that "before it left" is no matter of how quick the machine is.</summary>
internal static class SendPauses
{
    public static Task HoldAsync(this ChatHub hub, Guid account) => hub.ScalarAsync<Guid>(
        "INSERT INTO conversations.send_pause (account_id, until) VALUES ($1, clock_timestamp() + interval '1 hour') ON CONFLICT (account_id) DO UPDATE SET until = excluded.until RETURNING account_id", account);

    /// <summary>Lets everything go that waits for the pause or was postponed by it.</summary>
    public static Task GoOnAsync(this ChatHub hub, Guid account) => hub.ScalarAsync<long>("""
        WITH pause AS (DELETE FROM conversations.send_pause WHERE account_id = $1),
        due AS (UPDATE conversations.send SET due_at = clock_timestamp() WHERE account_id = $1 AND due_at > clock_timestamp() RETURNING 1) SELECT count(*) FROM due
        """, account);
}
