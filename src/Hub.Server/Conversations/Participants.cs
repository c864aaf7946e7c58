using Hub.Channels;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations;

/// <summary>Who has taken part in a conversation, on channels with recipients. Our own addresses are not among them.</summary>
internal static class Participants
{
    public static NpgsqlBatchCommand Add(Guid conversationId, int number, IReadOnlyCollection<Correspondent> people) => new("""
        INSERT INTO conversations.participant (conversation_id, address, name, first_number)
        SELECT DISTINCT ON (p.address) $1, p.address, p.name, $2 FROM unnest($3::text[], $4::text[]) AS p(address, name) ORDER BY p.address, p.name NULLS LAST
        ON CONFLICT (conversation_id, address) DO UPDATE SET name = COALESCE(participant.name, excluded.name) WHERE participant.name IS NULL AND excluded.name IS NOT NULL
        """)
    {
        Parameters =
        {
            new() { Value = conversationId }, new() { Value = number }, new() { Value = people.Select(person => person.Address).ToArray() },
            new() { Value = people.Select(person => person.Name).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        },
    };

    public static async Task<List<Correspondent>> OfAsync(NpgsqlConnection connection, Guid conversationId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT address, name FROM conversations.participant WHERE conversation_id = $1 ORDER BY first_number, address LIMIT 500", connection).With(conversationId);
        return await command.ReadAllAsync(reader => new Correspondent(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)), cancellationToken);
    }
}
