using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Hub.Channels;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Audit;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Members;

/// <summary>
/// <c>POST /api/member-links</c>: the firm's server has signed a customer in on its own page and gets a nonce, which the provider says back when it has made sure that
/// the customer is who the link was sent to. The nonce is in this answer and nowhere else; it counts once, on this account, for half an hour.
/// </summary>
internal static class PrepareMemberLink
{
    private const int MaxMember = 200, MaxToken = 500;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <param name="Account">The channel account's key.</param>
    /// <param name="Member">The firm's own number of the member.</param>
    /// <param name="LinkToken">What stood in the address the customer came with.</param>
    /// <param name="Name">As the firm knows them, like e-mail and telephone.</param>
    internal sealed record Request(string? Account, string? Member, string? LinkToken = null, string? Name = null, string? Email = null, string? Phone = null)
    {
        public override string ToString() => nameof(PrepareMemberLink);
    }

    /// <param name="RedirectUrl">Where the customer's browser goes next; null without a link token.</param>
    internal sealed record Prepared(string Nonce, string? RedirectUrl, DateTimeOffset ExpiresAt)
    {
        public override string ToString() => nameof(Prepared);
    }

    public static void Map(RouteGroupBuilder members) =>
        members.MapPost("/", HandleAsync).WithName("PrepareMemberLink").RequirePermission(Permissions.LinkMembers).Produces<Prepared>(201);

    private static async Task<IResult> HandleAsync(
        Request request, CurrentAgent agent, ChannelAccounts accounts, NpgsqlDataSource dataSource, HttpResponse response, TimeProvider time, CancellationToken cancellationToken)
    {
        var (found, errors) = await CheckAsync(request, accounts, cancellationToken);
        if (errors.Any || found is not var (account, links))
        {
            return errors.ToProblem();
        }

        if (account.Account.Setting(links.MemberPageSetting) is null)
        {
            return Problem.Of(409, "member_link_off");
        }

        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var expiresAt = time.GetUtcNow() + Lifetime;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("""
                    INSERT INTO conversations.member_nonce (account_id, nonce_hash, link_hash, member, name, email, phone, made_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                    """)
                {
                    Parameters =
                    {
                        new() { Value = account.Account.Id }, new() { Value = Hash(nonce) },
                        new() { Value = Clean(request.LinkToken) is { } token ? Hash(token) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea }, new() { Value = request.Member!.Trim() },
                        Text(request.Name), Text(request.Email), Text(request.Phone), new() { Value = agent.Id }, new() { Value = expiresAt },
                    },
                },
                AuditLog.Insert(new AuditEntry(agent.AsActor(), "member_link.prepared") { TargetKind = "channel_account", TargetId = account.Account.Id }),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        response.Headers.CacheControl = "no-store";
        var redirect = Clean(request.LinkToken) is { } linkToken ? links.LinkUrl(account.Account, linkToken, nonce) : null;
        return TypedResults.Created((string?)null, new Prepared(nonce, redirect, expiresAt));
    }

    /// <summary>What is compared, of nonces and link tokens alike: both are random enough that nobody finds them by their hash.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>An account by its key, where its channel links members.</summary>
    /// <param name="active">Only one in use; links end on any.</param>
    public static async Task<(AccountEntry Account, ILinksMembers Links)?> AccountAsync(string? key, ChannelAccounts accounts, bool active, CancellationToken cancellationToken) =>
        (await accounts.AllAsync(cancellationToken)).FirstOrDefault(entry => (entry.Active || !active) && entry.Account.Key == key?.Trim()) is { } found && accounts.Adapter(found.Account.Channel) is ILinksMembers links
            ? (found, links) : null;

    private static async Task<((AccountEntry, ILinksMembers)? Account, InputErrors Errors)> CheckAsync(Request request, ChannelAccounts accounts, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var found = await AccountAsync(request.Account, accounts, active: true, cancellationToken);
        if (found is null)
        {
            errors.Add("account", string.IsNullOrWhiteSpace(request.Account) ? "required" : "unknown");
        }

        errors.Text("member", request.Member, MaxMember);
        if (request.LinkToken?.Length > MaxToken)
        {
            errors.Add("linkToken", "too_long");
        }

        if (request.Name?.Length > MaxMember)
        {
            errors.Add("name", "too_long");
        }

        foreach (var (field, kind, written) in new[] { ("email", CustomerAddresses.Email, request.Email), ("phone", CustomerAddresses.Phone, request.Phone) })
        {
            if (!string.IsNullOrWhiteSpace(written) && CustomerAddresses.Normalise(kind, written) is null)
            {
                errors.Add(field, "invalid");
            }
        }

        return (found, errors);
    }

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)Clean(value) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
