using System.Text.Json;
using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Customers;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.WebChat.Forms;

/// <summary>
/// With the first message what its visitor has told becomes the customer's: an address that is claimed, not verified, and the answers in the thread, for agents
/// only. Claimed in one transaction, so a repeated fact adds nothing.
/// </summary>
internal sealed class KeepVisitorForm(NpgsqlDataSource dataSource, ChatSites sites, FactSignal signal, TimeProvider time) : IFactHandler
{
    public const string Source = "form";

    public string Name => "visitor-form";

    public bool Handles(StoredFact fact) => fact.Type == ConversationFacts.ChangedType;

    public async Task HandleAsync(StoredFact fact, CancellationToken cancellationToken)
    {
        if (!await sites.AnyFormAsync(cancellationToken) || fact.Read<ConversationFacts.ChangedData>() is not { IdentityId: { } identityId, StatusChanged: true } || !await IsWaitingAsync(identityId, cancellationToken))
        {
            return;
        }

        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, fact.Lane, cancellationToken);
        if (!batch.Conversations.TryGetValue(fact.Lane, out var conversation) || conversation.IdentityId != identityId || await ClaimAsync(batch.Connection, identityId, batch.Now, cancellationToken) is not { } form)
        {
            return;
        }

        conversation.AppendActivity(Actor.Customer(conversation.CustomerId), "visitorForm", new { answers = form.Answers, consent = form.Consent }, batch.Now);
        if (form.Email is not null)
        {
            batch.Also(CustomerAddresses.Insert(time, conversation.CustomerId, CustomerAddresses.Email, form.Email, form.Shown ?? form.Email, Source));
            batch.Raise(CustomerFacts.Changed(conversation.CustomerId));
        }

        await batch.CommitAsync(CancellationToken.None);
        signal.Raise();
    }

    private async Task<bool> IsWaitingAsync(Guid identityId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT 1 FROM conversations.visitor_form WHERE identity_id = $1 AND applied_at IS NULL").With(identityId);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private static async Task<Kept?> ClaimAsync(NpgsqlConnection connection, Guid identityId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE conversations.visitor_form SET applied_at = $2 WHERE identity_id = $1 AND applied_at IS NULL RETURNING email, email_shown, answers::text, consent", connection).With(identityId, now);
        return await command.ReadFirstAsync(
            reader => new Kept(reader.TextOrNull(0), reader.TextOrNull(1), JsonSerializer.Deserialize<List<FillForm.Answer>>(reader.GetString(2), HubJson.Options)!, reader.TextOrNull(3)), cancellationToken);
    }

    private sealed record Kept(string? Email, string? Shown, IReadOnlyList<FillForm.Answer> Answers, string? Consent);
}
