using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.WebChat.Sites;

/// <summary>The settings of all sites, kept in memory: every page view of every site asks for them. Another node's change is seen within five seconds.</summary>
internal sealed class ChatSites(NpgsqlDataSource dataSource, TimeProvider time)
{
    private readonly CachedRead<Dictionary<Guid, ChatSite>> bySite = new(TimeSpan.FromSeconds(5), time);

    public async ValueTask<ChatSite> OfAsync(Guid accountId, CancellationToken cancellationToken) =>
        (await bySite.GetAsync(ReadAsync, cancellationToken)).GetValueOrDefault(accountId) ?? new ChatSite(accountId, 0, ChatSiteSettings.Usual);

    /// <summary>Some site asks its visitors something.</summary>
    public async ValueTask<bool> AnyFormAsync(CancellationToken cancellationToken) =>
        (await bySite.GetAsync(ReadAsync, cancellationToken)).Values.Any(site => site.Settings.PreChat.On || site.Settings.Offline.On);

    /// <summary>Some site tells who waits how many wait before them.</summary>
    public async ValueTask<bool> AnyQueueAsync(CancellationToken cancellationToken) => (await bySite.GetAsync(ReadAsync, cancellationToken)).Values.Any(site => site.Settings.QueuePosition);

    /// <summary>Some site lets answers nobody has seen go on as mail.</summary>
    public async ValueTask<bool> AnyContinueAsync(CancellationToken cancellationToken) => (await bySite.GetAsync(ReadAsync, cancellationToken)).Values.Any(site => site.Settings.ContinueMinutes is not null);

    /// <returns>False when somebody else was quicker.</returns>
    public async Task<bool> SaveAsync(ChatSite site, IReadOnlyList<string> changed, CurrentAgent by, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            site.Version == 0
                ? "INSERT INTO conversations.chat_site (account_id, settings, version, updated_at, updated_by) VALUES ($1, $5, $2 + 1, $3, $4) ON CONFLICT DO NOTHING"
                : "UPDATE conversations.chat_site SET settings = $5, version = version + 1, updated_at = $3, updated_by = $4 WHERE account_id = $1 AND version = $2",
            connection).With(site.AccountId, site.Version, time.GetUtcNow(), by.Id);
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(site.Settings, HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            bySite.Forget();
            return false;
        }

        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(by.AsActor(), "chat_site.changed") { TargetKind = "channel_account", TargetId = site.AccountId, Data = new { changed } });
        await transaction.CommitAsync(CancellationToken.None);
        bySite.Forget();
        return true;
    }

    private async Task<Dictionary<Guid, ChatSite>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT account_id, version, settings::text FROM conversations.chat_site");
        var loaded = await command.ReadAllAsync(
            reader => new ChatSite(reader.GetGuid(0), reader.GetInt32(1), JsonSerializer.Deserialize<ChatSiteSettings>(reader.GetString(2), HubJson.Options)!.Complete()), cancellationToken);
        return loaded.ToDictionary(site => site.AccountId);
    }
}
