using System.Text.Json;
using Hub.Channels;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Forwarding;

/// <summary>
/// Hands accepted webhooks on, byte for byte and with the provider's own signature, each account's in their order and one at a time. No account waits for another: a
/// consumer that does not answer holds up its own account only. What is not answered with 2xx is tried again with growing patience for a day, then given up. Addresses
/// inside the hub's own network are not called unless the operator allows it.
/// </summary>
internal sealed partial class ForwardWebhooks(NpgsqlDataSource dataSource, ChannelAccounts accounts, ForwardSignal signal, HubOptions options, TimeProvider time, ILogger<ForwardWebhooks> logger) : BackgroundService
{
    private const int PerLook = 8;
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly HttpClient http = options.PrivateForwarding ? ChannelHttpClient.Create() : ChannelHttpClient.CreateForPublicAddresses();

    private sealed record Taken(long Id, Guid AccountId, byte[] Body, Dictionary<string, string> Headers, int Attempts);

    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Claims keep an account to one at a time, so there are never more of these than accounts.
        var underWay = new List<Task>();
        try
        {
            while (true)
            {
                var taken = new List<Taken>();
                try
                {
                    taken = await TakeAsync(stoppingToken);
                    underWay.RemoveAll(task => task.IsCompleted);
                    underWay.AddRange(taken.Select(one => RunAsync(one, stoppingToken)));
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.NotNow(logger, exception.GetType().Name);
                }

                if (taken.Count == 0)
                {
                    await signal.WaitAsync(LookAnyway, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was under way is due again when its claim ends.
            await Task.WhenAll(underWay);
        }
    }

    /// <summary>Never throws. The next one of the account is looked for at once.</summary>
    private async Task RunAsync(Taken taken, CancellationToken stoppingToken)
    {
        try
        {
            await ForwardAsync(taken, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        catch (NpgsqlException exception)
        {
            Log.NotNow(logger, exception.GetType().Name);
        }
        catch (Exception exception)
        {
            // Due again when its claim ends.
            Log.Failed(logger, taken.AccountId, exception);
        }

        signal.Raise();
    }

    /// <summary>The oldest of each account, if it is due; claimed for longer than one attempt can take.</summary>
    private async Task<List<Taken>> TakeAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            WITH gone AS (DELETE FROM conversations.forward WHERE received_at < clock_timestamp() - interval '1 day' RETURNING account_id),
            lost AS (INSERT INTO conversations.forward_health AS h (account_id, given_up) SELECT account_id, count(*) FROM gone GROUP BY 1
                ON CONFLICT (account_id) DO UPDATE SET given_up = h.given_up + excluded.given_up),
            next AS (SELECT f.id FROM conversations.forward f
                WHERE f.id IN (SELECT (SELECT min(o.id) FROM conversations.forward o WHERE o.account_id = a.id) FROM integrations.channel_account a)
                AND f.due_at <= clock_timestamp() AND NOT EXISTS (SELECT FROM platform.restore r WHERE r.confirmed_at IS NULL) ORDER BY f.id LIMIT $1 FOR UPDATE SKIP LOCKED)
            UPDATE conversations.forward f SET attempts = attempts + 1, due_at = clock_timestamp() + interval '1 minute' FROM next WHERE f.id = next.id
            RETURNING f.id, f.account_id, f.body, f.headers::text, f.attempts
            """).With(PerLook);
        return await command.ReadAllAsync(
            reader => new Taken(reader.GetInt64(0), reader.GetGuid(1), reader.GetFieldValue<byte[]>(2), JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(3), HubJson.Options)!, reader.GetInt32(4)), cancellationToken);
    }

    private async Task ForwardAsync(Taken taken, CancellationToken cancellationToken)
    {
        var account = await accounts.ByIdAsync(taken.AccountId, cancellationToken);
        if (account is null || ForwardQueue.TargetOf(account.Account, accounts.Adapter(account.Account.Channel)) is not { } target)
        {
            await ExecuteAsync("DELETE FROM conversations.forward WHERE id = $1", taken.Id);
            return; // Switched off meanwhile.
        }

        if (await PostAsync(target, taken, cancellationToken) is not { } error)
        {
            await ExecuteAsync("""
                WITH done AS (DELETE FROM conversations.forward WHERE id = $1)
                INSERT INTO conversations.forward_health (account_id, succeeded_at) VALUES ($2, clock_timestamp())
                ON CONFLICT (account_id) DO UPDATE SET succeeded_at = clock_timestamp(), failing_since = NULL
                """, taken.Id, taken.AccountId);
            return;
        }

        Log.NotTaken(logger, account.Account.Key, error);
        await ExecuteAsync("""
            WITH later AS (UPDATE conversations.forward SET due_at = clock_timestamp() + $3 WHERE id = $1)
            INSERT INTO conversations.forward_health AS h (account_id, failing_since, error) VALUES ($2, clock_timestamp(), $4)
            ON CONFLICT (account_id) DO UPDATE SET failing_since = COALESCE(h.failing_since, clock_timestamp()), error = $4
            """, taken.Id, taken.AccountId, TimeSpan.FromSeconds(Math.Min(600, Math.Pow(2, Math.Min(taken.Attempts - 1, 10)))), error);
    }

    /// <summary>Null when it was taken, else a stable code.</summary>
    private async Task<string?> PostAsync(Uri target, Taken taken, CancellationToken cancellationToken)
    {
        if (!options.PrivateForwarding && target.Scheme != Uri.UriSchemeHttps)
        {
            return "address_not_allowed";
        }

        using var limit = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(taken.Body) };
        foreach (var (name, value) in taken.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode ? null : $"http_{(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "timeout";
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return "not_connected";
        }
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = dataSource.CreateCommand(sql).With(values);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(4632, LogLevel.Warning, "The second consumer of {AccountKey} does not take what is handed on: {Code}")]
        public static partial void NotTaken(ILogger logger, string accountKey, string code);

        [LoggerMessage(4634, LogLevel.Error, "A webhook of account {AccountId} could not be handed on")]
        public static partial void Failed(ILogger logger, Guid accountId, Exception exception);

        [LoggerMessage(4633, LogLevel.Warning, "Nothing can be handed on at the moment ({Error})")]
        public static partial void NotNow(ILogger logger, string error);
    }
}
