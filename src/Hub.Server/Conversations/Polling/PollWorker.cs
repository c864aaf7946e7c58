using Hub.Channels;
using Hub.Server.Integrations;
using Hub.Server.Platform;

namespace Hub.Server.Conversations.Polling;

/// <summary>Keeps asking for every active account whose provider is asked; one that was changed is asked for anew, with what it says now.</summary>
internal sealed class PollWorker(ChannelAccounts accounts, PollAccount poll, TimeProvider time, ILogger<PollWorker> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Guid, Asked> asked = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Periodically.RunAsync(LookEvery, LookAsync, "Polled accounts could not be looked after", time, logger, stoppingToken, atOnce: true);
        await Task.WhenAll(asked.Values.Select(EndAsync));
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var wanted = (await accounts.AllAsync(stoppingToken))
            .Where(account => account.Active && accounts.Adapter(account.Account.Channel) is IPolledChannel channel && channel.IsPolled(account.Account)).ToDictionary(account => account.Account.Id);
        foreach (var (id, known) in asked.ToList())
        {
            if (!wanted.TryGetValue(id, out var account) || !IsAsBefore(known.Account.Account, account.Account) || known.Running.IsCompleted)
            {
                asked.Remove(id);
                await EndAsync(known);
            }
        }

        foreach (var (id, account) in wanted.Where(pair => !asked.ContainsKey(pair.Key)))
        {
            var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            asked[id] = new Asked(account, ending, Task.Run(() => poll.RunAsync(account, ending.Token), CancellationToken.None));
        }
    }

    private static bool IsAsBefore(ChannelAccount before, ChannelAccount now) => AreSame(before.Settings, now.Settings) && AreSame(before.Secrets, now.Secrets);

    private static bool AreSame(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        before.Count == now.Count && before.All(pair => now.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static async Task EndAsync(Asked known)
    {
        await known.Ending.CancelAsync();
        await Task.WhenAny(known.Running);
        known.Ending.Dispose();
    }

    private sealed record Asked(AccountEntry Account, CancellationTokenSource Ending, Task Running);
}
