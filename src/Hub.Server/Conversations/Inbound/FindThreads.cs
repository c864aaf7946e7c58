using Hub.Channels;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Inbound;

/// <summary>Where a letter belongs.</summary>
/// <param name="ConversationId">Null: nowhere yet, it begins a conversation.</param>
/// <param name="By">What said so; null when it begins one.</param>
/// <param name="NewSender">Its sender has not taken part there before: the agent is warned, and sees to it what that person learns.</param>
/// <param name="SuggestedId">It may belong to this one, by a sign that anybody could have made. A person decides.</param>
internal sealed record ThreadPlace(Guid? ConversationId, string? By, bool NewSender, Guid? SuggestedId, string? SuggestedBy)
{
    public static ThreadPlace New { get; } = new(null, null, false, null, null);
}

/// <summary>
/// Finds the conversation a letter answers. What this hub has signed counts whoever shows it; a reference to a letter counts only from somebody who has taken part,
/// within the account it came to: ids of letters can be guessed or passed on, and an outsider must get neither into a conversation nor anything out of it.
/// A number in the subject, or the same subject from the same person within a few days, only suggests.
/// </summary>
internal static class FindThreads
{
    private const int MaxReferences = 60;
    private static readonly TimeSpan Recent = TimeSpan.FromDays(14);

    /// <param name="Subject">Of the letter that is referred to, with whatever stands before it.</param>
    private sealed record Candidate(int Rank, Guid Id, bool Known, string? Subject);

    public static async Task<ThreadPlace> OfAsync(NpgsqlConnection connection, Guid accountId, string sender, ThreadHints hints, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var candidates = await CandidatesAsync(connection, accountId, sender, hints, cancellationToken);
        if (candidates.Find(candidate => candidate.Rank == 0) is { } signed)
        {
            return new ThreadPlace(signed.Id, hints.SignedBy, !signed.Known, null, null);
        }

        var known = candidates.Find(candidate => candidate.Known);
        if (known is not null && (known.Subject is null || hints.Subject is null || known.Subject.EndsWith(hints.Subject, StringComparison.OrdinalIgnoreCase)))
        {
            return new ThreadPlace(known.Id, "references", false, null, null);
        }

        // Known and on another matter, as people do who look for an old letter to answer to; or from somebody who has no part in it.
        return candidates.Count > 0
            ? ThreadPlace.New with { SuggestedId = (known ?? candidates[0]).Id, SuggestedBy = known is null ? "references" : "other_subject" }
            : await SuggestAsync(connection, accountId, sender, hints, now, cancellationToken);
    }

    /// <summary>The nearest reference first; 0 is the signed one. A conversation that was merged into another stands for that one.</summary>
    private static async Task<List<Candidate>> CandidatesAsync(NpgsqlConnection connection, Guid accountId, string sender, ThreadHints hints, CancellationToken cancellationToken)
    {
        if (hints is { Signed: null, References.Count: 0 })
        {
            return [];
        }

        await using var command = new NpgsqlCommand("""
            WITH RECURSIVE named AS (
                SELECT 0 AS rank, $2::uuid AS id, NULL::text AS subject WHERE $2 IS NOT NULL
                UNION ALL
                SELECT r.position::int, k.conversation_id, m.content->>'subject' FROM unnest($3::text[]) WITH ORDINALITY AS r(id, position)
                JOIN conversations.message_key k ON k.account_id = $1 AND k.provider_id = r.id JOIN conversations.message m ON m.conversation_id = k.conversation_id AND m.number = k.number),
            followed AS (
                SELECT n.rank, c.id, n.subject, c.merged_into, 0 AS steps FROM named n JOIN conversations.conversation c ON c.id = n.id
                UNION ALL
                SELECT f.rank, c.id, f.subject, c.merged_into, f.steps + 1 FROM followed f JOIN conversations.conversation c ON c.id = f.merged_into WHERE f.steps < 8)
            SELECT f.rank, f.id, COALESCE(f.subject, c.subject),
                EXISTS (SELECT 1 FROM conversations.participant p WHERE p.conversation_id = f.id AND p.address = $4)
                OR EXISTS (SELECT 1 FROM customers.identity i WHERE i.id = c.identity_id AND i.external_id = $4)
                OR EXISTS (SELECT 1 FROM conversations.joined_identity j JOIN customers.identity i ON i.id = j.identity_id WHERE j.conversation_id = f.id AND j.ended_at IS NULL AND i.account_id = $1 AND i.external_id = $4)
            FROM followed f JOIN conversations.conversation c ON c.id = f.id WHERE f.merged_into IS NULL AND (c.account_id = $1
                OR c.crossed AND EXISTS (SELECT 1 FROM conversations.joined_identity j JOIN customers.identity i ON i.id = j.identity_id WHERE j.conversation_id = f.id AND j.ended_at IS NULL AND i.account_id = $1))
            ORDER BY f.rank
            """, connection);
        command.Parameters.Add(new() { Value = accountId });
        command.Parameters.Add(new() { Value = (object?)hints.Signed ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = hints.References.Take(MaxReferences).ToArray() });
        command.Parameters.Add(new() { Value = sender });
        return await command.ReadAllAsync(reader => new Candidate(reader.GetInt32(0), reader.GetGuid(1), reader.GetBoolean(3), reader.IsDBNull(2) ? null : reader.GetString(2)), cancellationToken);
    }

    private static async Task<ThreadPlace> SuggestAsync(NpgsqlConnection connection, Guid accountId, string sender, ThreadHints hints, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (hints is { Number: null, Subject: null })
        {
            return ThreadPlace.New;
        }

        await using var command = new NpgsqlCommand("""
            SELECT c.id, c.number = $3 FROM conversations.conversation c JOIN conversations.conversation_head h ON h.conversation_id = c.id
            JOIN customers.identity i ON i.id = c.identity_id
            WHERE c.account_id = $1 AND i.account_id = $1 AND i.external_id = $2 AND c.merged_into IS NULL AND h.status <> 5
            AND (c.number = $3 OR lower(c.subject) = lower($4) AND h.last_activity_at > $5) ORDER BY c.number = $3 DESC NULLS LAST, h.last_activity_at DESC LIMIT 1
            """, connection);
        command.Parameters.Add(new() { Value = accountId });
        command.Parameters.Add(new() { Value = sender });
        command.Parameters.Add(new() { Value = (object?)hints.Number ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = (object?)hints.Subject ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = now - Recent });
        return await command.ReadFirstAsync(
            reader => ThreadPlace.New with { SuggestedId = reader.GetGuid(0), SuggestedBy = !reader.IsDBNull(1) && reader.GetBoolean(1) ? "number" : "subject" }, cancellationToken) ?? ThreadPlace.New;
    }
}
