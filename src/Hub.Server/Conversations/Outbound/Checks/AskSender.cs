using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Outbound.Checks;

/// <summary>Puts together what is to be asked before a message leaves, without what its sender has confirmed already.</summary>
internal sealed class AskSender(ChannelAccounts accounts, Agents agents, HubOptions options)
{
    internal sealed record Needed(string Title, int Status, string Code, IReadOnlyList<SendQuestion> Questions);

    public async Task<IReadOnlyList<SendQuestion>> AskAsync(
        NpgsqlConnection connection, ConversationState conversation, string? text, Guid[] files, string[]? confirmed, CurrentAgent agent, CancellationToken cancellationToken)
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
            DeskAddress = options.PublicUrl?.Authority,
        };
        var questions = SendChecks.Ask(message).ToList();
        questions.AddRange(await OtherCustomers.AskAsync(connection, conversation, MentionedOthers.In(text), files, agent, cancellationToken));
        return [.. questions.DistinctBy(question => question.Code).Where(question => confirmed?.Contains(question.Code, StringComparer.Ordinal) != true)];
    }

    private async Task<PersonNames?> HiddenAuthorAsync(NpgsqlConnection connection, ConversationState conversation, CurrentAgent agent, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT 1 FROM integrations.brand WHERE id = $1 AND work_names", connection).With(conversation.BrandId);
        return await command.ExecuteScalarAsync(cancellationToken) is null ? null : (await agents.AllNamesAsync([agent.Id], cancellationToken)).GetValueOrDefault(agent.Id);
    }

    public static IResult Answer(IReadOnlyList<SendQuestion> questions) =>
        TypedResults.Json(new Needed("Conflict", 409, "confirm_needed", questions), HubJson.Options, "application/problem+json", 409);
}
