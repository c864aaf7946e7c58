using System.Collections.Concurrent;
using Hub.Channels;
using Hub.Channels.Email;
using Hub.Server.Integrations.Accounts;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Hub.Server.Platform.Secrets;
using Npgsql;

namespace Hub.Server.Integrations.MailSignIn;

/// <summary>
/// Signs in with passwords, or with access tokens for accounts of a provider. A token is kept until shortly before its end and never asked for twice at once: on
/// this node by one task, between nodes by a lease, because some providers change the refresh token with every use and take it amiss when an old one comes back.
/// </summary>
internal sealed class AccountTokens(NpgsqlDataSource dataSource, SecretBox box, TokenClient client, LeaseKeeper leases, TimeProvider time) : IMailSignIn
{
    public const string RefreshToken = "refreshToken";

    /// <summary>A token must still be good when the server at last looks at it.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private readonly PasswordSignIn passwords = new();
    private readonly ConcurrentDictionary<Guid, Task<Held>> held = new();
    private readonly Lock gate = new();

    public async ValueTask<MailCredentials?> GetAsync(ChannelAccount account, MailService service, MailCredentials? refused, CancellationToken cancellationToken)
    {
        if (!MailProvider.Is(account))
        {
            return await passwords.GetAsync(account, service, refused, cancellationToken);
        }

        var user = account.Setting("user") ?? account.Setting("address") ?? throw new MailException(MailFault.NotConfigured, "no_user");
        return MailCredentials.Token(user, (await Current(account, refused?.Secret).WaitAsync(cancellationToken)).Access);
    }

    /// <summary>After a person has signed in anew, or the account was changed.</summary>
    public void Forget(Guid accountId) => held.TryRemove(accountId, out _);

    private Task<Held> Current(ChannelAccount account, string? refused)
    {
        lock (gate)
        {
            if (held.TryGetValue(account.Id, out var known) && (!known.IsCompleted || (known.IsCompletedSuccessfully && known.Result.Until > time.GetUtcNow() && known.Result.Access != refused)))
            {
                return known;
            }

            // Not bound to the first caller's patience: the others wait for the same answer.
            return held[account.Id] = Task.Run(() => RefreshAsync(account, CancellationToken.None), CancellationToken.None);
        }
    }

    private async Task<Held> RefreshAsync(ChannelAccount account, CancellationToken cancellationToken)
    {
        var provider = MailProvider.Of(account) ?? throw new MailException(MailFault.NotConfigured);
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await using var lease = await leases.AcquireAsync($"mail-token:{account.Id:N}", LeaseFor, patience.Token);
            var refresh = await RefreshTokenAsync(account.Id, cancellationToken) ?? throw new MailException(MailFault.SignInNeeded);
            var token = await client.RefreshAsync(provider, refresh, patience.Token);
            if (token.Refresh is { } next && next != refresh)
            {
                await StoreAsync(account.Id, refresh, next, cancellationToken);
            }

            var life = token.Lifetime > 2 * Leeway ? token.Lifetime - Leeway : token.Lifetime / 2;
            return new Held(token.Access, time.GetUtcNow() + life);
        }
        catch (OperationCanceledException)
        {
            throw new MailException(MailFault.Unreachable, "token_unavailable");
        }
        catch (NpgsqlException)
        {
            throw new MailException(MailFault.Unreachable, "token_unavailable");
        }
    }

    /// <summary>As it stands now: another node may have changed it a moment ago.</summary>
    private async Task<string?> RefreshTokenAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT secrets FROM integrations.channel_account WHERE id = $1").With(accountId);
        return await command.ExecuteScalarAsync(cancellationToken) is byte[] secrets && ChannelAccountSecrets.Open(box, accountId, secrets).GetValueOrDefault(RefreshToken) is { Length: > 0 } token ? token : null;
    }

    /// <summary>Unless a person has signed in meanwhile: then theirs counts.</summary>
    private Task StoreAsync(Guid accountId, string used, string next, CancellationToken cancellationToken) =>
        StoreAsync(dataSource, box, accountId, secrets => secrets.GetValueOrDefault(RefreshToken) == used ? new() { [RefreshToken] = next } : [], null, cancellationToken);

    /// <summary>Changes an account's secrets while its row is held.</summary>
    public static async Task StoreAsync(
        NpgsqlDataSource dataSource, SecretBox box, Guid accountId, Func<Dictionary<string, string>, Dictionary<string, string>> change, Func<NpgsqlConnection, Task>? also, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = await ChannelAccountSecrets.ChangeAsync(
            connection, box, accountId,
            secrets =>
            {
                foreach (var (name, value) in change(secrets))
                {
                    secrets[name] = value;
                }
            },
            cancellationToken);
        if (!changed)
        {
            return;
        }

        if (also is not null)
        {
            await also(connection);
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    private sealed class Held(string access, DateTimeOffset until)
    {
        public string Access { get; } = access;

        public DateTimeOffset Until { get; } = until;
    }
}
