using Hub.Channels;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>Which messages the ones that come in answer, by the names their provider gave them. Nothing is asked where nothing quotes.</summary>
internal sealed class QuotedMessages
{
    private readonly Dictionary<(Guid Account, string ProviderId), (Guid Conversation, int Number)> known = [];

    public static async Task<QuotedMessages> FindAsync(NpgsqlConnection connection, IReadOnlyList<ReceivedEvent> fresh, CancellationToken cancellationToken)
    {
        var quoted = new QuotedMessages();
        var names = fresh.Select(received => (received.Account.Account.Id, Name: (received.Event as MessageReceived)?.QuotedProviderId)).Where(pair => pair.Name is not null).Distinct().ToList();
        if (names.Count > 0)
        {
            await using var command = new NpgsqlCommand("""
                SELECT k.account_id, k.provider_id, k.conversation_id, k.number FROM unnest($1::uuid[], $2::text[]) AS q(account_id, provider_id)
                JOIN conversations.message_key k ON k.account_id = q.account_id AND k.provider_id = q.provider_id WHERE k.conversation_id IS NOT NULL
                """, connection).With(names.ConvertAll(pair => pair.Id).ToArray(), names.ConvertAll(pair => pair.Name!).ToArray());
            foreach (var (account, name, conversation, number) in await command.ReadAllAsync(reader => (reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), reader.GetInt32(3)), cancellationToken))
            {
                quoted.known[(account, name)] = (conversation, number);
            }
        }

        return quoted;
    }

    /// <summary>Null when it quotes nothing that the hub knows.</summary>
    public MessageQuote? Of(ReceivedEvent received, Guid conversation) =>
        received.Event is MessageReceived { QuotedProviderId: { } name } && known.TryGetValue((received.Account.Account.Id, name), out var place)
            ? new MessageQuote(place.Conversation == conversation ? place.Number : null)
            : null;

    /// <summary>Messages of one batch quote each other too.</summary>
    public void Know(ReceivedEvent received, Guid conversation, int number) => known.TryAdd((received.Account.Account.Id, received.Event.ProviderId), (conversation, number));
}
