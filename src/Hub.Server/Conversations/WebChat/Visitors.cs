using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Hub.Server.Customers;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.WebChat;

/// <summary>A visitor of one site. <see cref="ExternalId"/> is random for somebody unknown, and <c>sub:…</c> for somebody the site has vouched for.</summary>
internal sealed record Visitor(AccountEntry Site, string ExternalId, string? Name)
{
    public bool Verified => ExternalId.StartsWith(IdentityIds.VouchedPrefix, StringComparison.Ordinal);

    /// <summary>What limits are counted by: one site's visitor says nothing about another site's.</summary>
    public string Key => $"{Site.Account.Id:N}/{ExternalId}";

    public Guid IdentityId => IdentityIds.Of(Site.Account.Id, ExternalId);
}

/// <summary>Visitor tokens: 256 random bits, of which the database has only the hash. A token reads and writes its own visitor's messages and nothing else.</summary>
internal sealed class Visitors(NpgsqlDataSource dataSource, ChannelAccounts accounts)
{
    public const string Channel = "webchat";

    public async ValueTask<AccountEntry?> SiteAsync(string key, CancellationToken cancellationToken) =>
        await accounts.ByKeyAsync(Channel, key, cancellationToken) is { Active: true } site ? site : null;

    public async Task<Visitor?> FindAsync(AccountEntry site, string? token, CancellationToken cancellationToken)
    {
        if (token is not { Length: 43 })
        {
            return null;
        }

        await using var command = dataSource.CreateCommand(
            "UPDATE conversations.visitor SET last_seen_at = clock_timestamp() WHERE token_hash = $1 AND account_id = $2 AND last_seen_at > clock_timestamp() - interval '180 days' RETURNING external_id, name")
            .With(Hash(token), site.Account.Id);
        return await command.ReadFirstAsync(reader => new Visitor(site, reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)), cancellationToken);
    }

    public async Task<string> IssueAsync(Visitor visitor, CancellationToken cancellationToken)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var command = dataSource.CreateCommand("INSERT INTO conversations.visitor (token_hash, account_id, external_id, name) VALUES ($1, $2, $3, $4)")
            .With(Hash(token), visitor.Site.Account.Id, visitor.ExternalId);
        command.Parameters.Add(new() { Value = (object?)visitor.Name ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return token;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));
}
