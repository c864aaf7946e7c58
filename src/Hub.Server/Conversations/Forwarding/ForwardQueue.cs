using System.Text.Json;
using Hub.Channels;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Forwarding;

/// <summary>
/// Keeps what an account's second consumer is to get, after the hub's own acceptance and never in its way: what cannot be written within a moment is not forwarded.
/// </summary>
internal sealed partial class ForwardQueue(NpgsqlDataSource dataSource, ForwardSignal signal, TimeProvider time, ILogger<ForwardQueue> logger)
{
    private static readonly TimeSpan AtMost = TimeSpan.FromMilliseconds(500);

    /// <summary>Where the account's webhooks are handed on to; null where they are not.</summary>
    public static Uri? TargetOf(ChannelAccount account, IChannelAdapter adapter) =>
        adapter.ForwardedHeaders.Count > 0 && account.Setting("forward") == "on" && Uri.TryCreate(account.Setting("forwardUrl"), UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0
            ? url
            : null;

    public async Task KeepAsync(AccountEntry account, IChannelAdapter adapter, IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        if (TargetOf(account.Account, adapter) is null)
        {
            return;
        }

        try
        {
            await InsertAsync(account.Account.Id, adapter, headers, body).WaitAsync(AtMost, time);
            signal.Raise();
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            Log.NotKept(logger, account.Account.Key, exception.GetType().Name);
        }
    }

    private async Task InsertAsync(Guid accountId, IChannelAdapter adapter, IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        var kept = adapter.ForwardedHeaders.Append("content-type").Select(name => (name, Value: headers[name].FirstOrDefault())).Where(header => header.Value is not null).ToDictionary(header => header.name, header => header.Value!);
        await using var command = dataSource.CreateCommand("INSERT INTO conversations.forward (account_id, body, headers) VALUES ($1, $2, $3)").With(accountId, body.ToArray());
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(kept, HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(4631, LogLevel.Warning, "A delivery for {AccountKey} was accepted and is not handed on ({Error})")]
        public static partial void NotKept(ILogger logger, string accountKey, string error);
    }
}

/// <summary>Wakes the worker of this node; others look every second.</summary>
internal sealed class ForwardSignal
{
    private readonly SemaphoreSlim raised = new(0, 1);

    public void Raise()
    {
        try
        {
            raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => raised.WaitAsync(atMost, cancellationToken);
}
