using Hub.Server.Conversations.Starting;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Calls;

/// <summary>A call as its reports tell it together.</summary>
internal sealed record CallRow(
    Guid Id, Guid AccountId, Guid? TeamId, bool Outbound, string? Number, string? NumberShown, string? Line, Guid? AgentId, Guid? CustomerId, Guid? ConversationId, int? MessageNumber,
    DateTimeOffset StartedAt, DateTimeOffset? AnsweredAt, DateTimeOffset? EndedAt, bool Missed, int? DurationSeconds, string? RecordingUrl, int Version)
{
    public const string Columns = """
        c.id, c.account_id, c.team_id, c.outbound, c.number, c.number_shown, c.line, c.agent_id, c.customer_id, c.conversation_id, c.message_number, c.started_at, c.answered_at, c.ended_at, c.missed,
        c.duration_seconds, c.recording_url, c.version
        """;

    /// <summary>Whoever hangs up after no time at all has not been answered, unless somebody says that they were.</summary>
    public CallState State => EndedAt is null ? AnsweredAt is null ? CallState.Ringing : CallState.Answered
        : AnsweredAt is null && !Outbound && (Missed || DurationSeconds == 0) ? CallState.Missed : CallState.Ended;

    /// <summary>The person at whose telephone it is; the account's team as long as nobody is known; with <c>conversations.see_all</c>, all.</summary>
    /// <param name="account">The telephone account, whose brand the call is for.</param>
    public bool MaySee(CurrentAgent agent, AccountEntry? account) => ConversationAccess.MaySee(agent, WhoseAt(account));

    public Whose WhoseAt(AccountEntry? account) => new(AgentId, AgentId is null ? TeamId : null, account?.BrandId ?? Guid.Empty);

    public static CallRow Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetGuid(1), reader.IdOrNull(2), reader.GetBoolean(3), reader.TextOrNull(4), reader.TextOrNull(5), reader.TextOrNull(6), reader.IdOrNull(7), reader.IdOrNull(8), reader.IdOrNull(9),
        reader.IsDBNull(10) ? null : reader.GetInt32(10), reader.GetFieldValue<DateTimeOffset>(11), reader.TimeOrNull(12), reader.TimeOrNull(13), reader.GetBoolean(14),
        reader.IsDBNull(15) ? null : reader.GetInt32(15), reader.TextOrNull(16), reader.GetInt32(17));

    public static async Task<CallRow?> OfAsync(NpgsqlDataSource dataSource, Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT {Columns} FROM conversations.call c WHERE c.id = $1").With(id);
        return await command.ReadFirstAsync(Read, cancellationToken);
    }

    /// <summary>The id only.</summary>
    public override string ToString() => $"call {Id}";
}

internal static class CallFacts
{
    /// <summary>It rings, was answered, is over or got its customer. Lane: the call.</summary>
    public const string ChangedType = "call.changed";

    public static Fact Changed(Guid callId) => Fact.Create(callId, ChangedType, new { });
}
