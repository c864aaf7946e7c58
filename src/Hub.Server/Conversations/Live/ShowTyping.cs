using System.Collections.Concurrent;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Integrations;
using Npgsql;

namespace Hub.Server.Conversations.Live;

/// <summary>
/// Tells providers that show it that an agent is writing, once for as long as it is shown, at the address the answer will go to. A hint: nothing waits for it, and a lost one does no harm.
/// Not while sending is off: what was restored touches nobody.
/// </summary>
internal sealed partial class ShowTyping(Presence presence, NpgsqlDataSource dataSource, ChannelAccounts accounts, TimeProvider time, ILogger<ShowTyping> logger) : IHostedService
{
    private const int Remembered = 1000;
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> shownUntil = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        presence.AgentTyping += OnTyping;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        presence.AgentTyping -= OnTyping;
        return Task.CompletedTask;
    }

    private void OnTyping(Guid conversationId, Guid agentId, bool typing)
    {
        var now = time.GetUtcNow();
        if (!typing || shownUntil.TryGetValue(conversationId, out var until) && until > now)
        {
            return;
        }

        if (shownUntil.Count >= Remembered)
        {
            foreach (var (id, at) in shownUntil)
            {
                if (at <= now)
                {
                    shownUntil.TryRemove(id, out _);
                }
            }
        }

        // Before it is known whether the channel shows anything: the next key press must not ask again.
        shownUntil[conversationId] = now.AddSeconds(15);
        _ = TellAsync(conversationId, agentId);
    }

    private async Task TellAsync(Guid conversationId, Guid agentId)
    {
        try
        {
            if (await ChosenWay.SeenAtAsync(dataSource, conversationId, agentId, CancellationToken.None) is not { Reachable: true } seen
                || await accounts.ByIdAsync(seen.AccountId, CancellationToken.None) is not { Active: true, ReceiveOnly: false } account
                || accounts.Adapter(account.Account.Channel) is not { TypingLasts: { } lasts } adapter || await IsOffAsync())
            {
                return;
            }

            shownUntil[conversationId] = time.GetUtcNow() + lasts;
            await adapter.ShowTypingAsync(account.Account, seen.Person, CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or HttpRequestException or OperationCanceledException)
        {
            Log.NotShown(logger, exception);
        }
    }

    private async Task<bool> IsOffAsync()
    {
        await using var command = dataSource.CreateCommand("SELECT EXISTS (SELECT FROM platform.restore r WHERE r.confirmed_at IS NULL)");
        return await command.ExecuteScalarAsync() is true;
    }

    private static partial class Log
    {
        [LoggerMessage(4512, LogLevel.Debug, "A typing hint was lost")]
        public static partial void NotShown(ILogger logger, Exception exception);
    }
}
