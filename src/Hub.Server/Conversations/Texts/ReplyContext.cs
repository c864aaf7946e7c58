using System.Globalization;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Calendar;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations;

/// <summary>What a prepared text needs to know of the conversation it is written into.</summary>
/// <param name="Language">What the customer is written to in: "ja" or "en"; null while nobody knows.</param>
/// <param name="Calendar">When the brand is open.</param>
internal sealed record ReplyContext(Guid ConversationId, Guid BrandId, string? Language, BusinessCalendar? Calendar, DateTimeOffset Now, IReadOnlyDictionary<string, string?> Known)
{
    /// <summary>The values as they are written in a language.</summary>
    public Dictionary<string, string?> ValuesIn(string language) =>
        new(Known, StringComparer.Ordinal) { [ReplyVariables.NextOpening] = Calendar is null ? null : OpeningText.Of(Calendar, Now, language) };
}

/// <summary>Reads it. For a person only of conversations they may see.</summary>
internal sealed class ReplyContexts(NpgsqlDataSource dataSource, BrandCalendars calendars, Agents agents, TimeProvider time)
{
    public async Task<ReplyContext?> ForAgentAsync(CurrentAgent agent, Guid conversationId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand().With(conversationId);
        command.CommandText = $"{Select} AND {ConversationAccess.ForAgent(agent, command)}";
        return await ReadAsync(command, conversationId, agent.Id, cancellationToken);
    }

    public async Task<ReplyContext?> ForHubAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Select).With(conversationId);
        return await ReadAsync(command, conversationId, null, cancellationToken);
    }

    /// <summary>The brands of the conversations a person may see.</summary>
    public async Task<Guid[]> BrandsAsync(CurrentAgent agent, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand();
        command.CommandText = $"""
            SELECT b.id FROM integrations.brand b WHERE EXISTS (SELECT 1 FROM conversations.conversation_head h
                JOIN conversations.conversation c ON c.id = h.conversation_id WHERE c.brand_id = b.id AND {ConversationAccess.ForAgent(agent, command)})
            """;
        return [.. await command.ReadAllAsync(reader => reader.GetGuid(0), cancellationToken)];
    }

    private const string Select = """
        SELECT c.number, c.brand_id, b.name, COALESCE(cu.name, i.display_name), cu.kana, cu.company, cu.language, b.work_names
        FROM conversations.conversation_head h JOIN conversations.conversation c ON c.id = h.conversation_id
        JOIN integrations.brand b ON b.id = c.brand_id JOIN customers.customer cu ON cu.id = c.customer_id LEFT JOIN customers.identity i ON i.id = c.identity_id
        WHERE h.conversation_id = $1
        """;

    private async Task<ReplyContext?> ReadAsync(NpgsqlCommand command, Guid conversationId, Guid? agentId, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal) { ["agent.name"] = null };
        var workNames = false;
        var context = await command.ReadFirstAsync(
            reader =>
            {
                values["conversation.number"] = reader.GetInt64(0).ToString(CultureInfo.InvariantCulture);
                values["brand.name"] = reader.GetString(2);
                values["customer.name"] = reader.IsDBNull(3) ? null : reader.GetString(3);
                values["customer.kana"] = reader.IsDBNull(4) ? null : reader.GetString(4);
                values["customer.company"] = reader.IsDBNull(5) ? null : reader.GetString(5);
                var language = reader.IsDBNull(6) ? null : reader.GetString(6);
                workNames = reader.GetBoolean(7);
                return new ReplyContext(
                    conversationId, reader.GetGuid(1), language is null ? null : language.StartsWith("ja", StringComparison.OrdinalIgnoreCase) ? "ja" : "en", null, time.GetUtcNow(), values);
            },
            cancellationToken);
        if (context is not null && agentId is { } author)
        {
            values["agent.name"] = (await agents.AllNamesAsync([author], cancellationToken)).GetValueOrDefault(author)?.TowardsCustomers(workNames);
        }

        return context is null ? null : context with { Calendar = (await calendars.OfAsync(context.BrandId, cancellationToken))?.Calendar };
    }
}

/// <summary>The next opening as one says it to a customer: 11月24日（火）9:00, or Tuesday 24 November, 9:00.</summary>
internal static class OpeningText
{
    private static readonly CultureInfo Japanese = CultureInfo.GetCultureInfo("ja-JP");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public static string? Of(BusinessCalendar calendar, DateTimeOffset at, string language)
    {
        if (calendar.NextOpening(at) is not { } opening)
        {
            return null;
        }

        var local = calendar.LocalAt(opening);
        return language == "ja" ? local.ToString("M月d日（ddd）H:mm", Japanese) : local.ToString("dddd d MMMM, H:mm", English);
    }
}
