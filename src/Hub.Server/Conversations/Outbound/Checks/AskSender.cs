using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Outbound.Checks;

/// <summary>Puts together what is to be asked before a message leaves, without what its sender has confirmed already.</summary>
internal sealed class AskSender(ChannelAccounts accounts, Agents agents, HubOptions options, TimeProvider time)
{
    internal sealed record Needed(string Title, int Status, string Code, IReadOnlyList<SendQuestion> Questions);

    public async Task<IReadOnlyList<SendQuestion>> AskAsync(
        NpgsqlConnection connection, ConversationState conversation, string? text, Guid[] files, string[]? confirmed, CurrentAgent agent, CancellationToken cancellationToken, Letter? letter = null)
    {
        var brands = (await accounts.AllAsync(cancellationToken)).Select(entry => (entry.BrandId, entry.BrandName)).Distinct().ToList();
        var message = new Outgoing
        {
            Text = text,
            Files = files.Length,
            LastInbound = conversation.Preview is { Kind: MessageKind.Inbound } last ? last.Text : null,
            Brand = brands.Find(brand => brand.BrandId == conversation.BrandId).BrandName ?? "",
            OtherBrands = [.. brands.Where(brand => brand.BrandId != conversation.BrandId).Select(brand => brand.BrandName)],
            HiddenAuthor = text is null ? null : await HiddenAuthorAsync(connection, conversation, agent, cancellationToken),
            Recipients = letter is null ? [] : [.. letter.Everybody.Select(person => person.Address).Distinct()],
            KnownRecipients = letter is null ? [] : await KnownAsync(connection, conversation, cancellationToken),
            DeskAddress = options.PublicUrl?.Authority,
        };
        var questions = SendChecks.Ask(message).ToList();
        questions.AddRange(await AnsweredElsewhere.AskAsync(connection, conversation, agent, time.GetUtcNow(), cancellationToken));
        questions.AddRange(await OtherCustomers.AskAsync(connection, conversation, MentionedOthers.In(text), files, agent, cancellationToken));
        return [.. questions.DistinctBy(question => question.Code).Where(question => confirmed?.Contains(question.Code, StringComparer.Ordinal) != true)];
    }

    private async Task<PersonNames?> HiddenAuthorAsync(NpgsqlConnection connection, ConversationState conversation, CurrentAgent agent, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT 1 FROM integrations.brand WHERE id = $1 AND work_names", connection).With(conversation.BrandId);
        return await command.ExecuteScalarAsync(cancellationToken) is null ? null : (await agents.AllNamesAsync([agent.Id], cancellationToken)).GetValueOrDefault(agent.Id);
    }

    /// <summary>Who has taken part, and the customer's own addresses.</summary>
    private static async Task<List<string>> KnownAsync(NpgsqlConnection connection, ConversationState conversation, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT address FROM conversations.participant WHERE conversation_id = $1
            UNION SELECT external_id FROM customers.identity WHERE customer_id = $2
            UNION SELECT value FROM customers.address WHERE customer_id = $2 AND kind = 'email'
            """, connection).With(conversation.Id, conversation.CustomerId);
        return await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken);
    }

    public static IResult Answer(IReadOnlyList<SendQuestion> questions) =>
        TypedResults.Json(new Needed("Conflict", 409, "confirm_needed", questions), HubJson.Options, "application/problem+json", 409);
}
