using System.Security.Cryptography;
using Hub.Channels.Email;
using Hub.Server.Integrations;
using Hub.Server.Platform;

namespace Hub.Server.Conversations.Mailboxes;

/// <summary>Keeps a watch for every active account that has a mailbox; one that was changed gets a new one, with what it says now.</summary>
internal sealed class MailboxWorker(ChannelAccounts accounts, MailboxHealth health, WatchMailbox watch, TimeProvider time, ILogger<MailboxWorker> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan EndsWithin = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<Guid, Watched> watched = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Periodically.RunAsync(LookEvery, LookAsync, "Mailboxes could not be looked after", time, logger, stoppingToken, atOnce: true);
        await Task.WhenAll(watched.Values.Select(EndAsync));
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var wanted = (await accounts.AllAsync(stoppingToken)).Where(account => account.Active && MailServer.Of(account.Account, MailService.Imap) is not null).ToDictionary(account => account.Account.Id);
        foreach (var (id, known) in watched.ToList())
        {
            if (!wanted.TryGetValue(id, out var account) || !CryptographicOperations.FixedTimeEquals(known.Fingerprint, health.Fingerprint(account.Account)) || known.Running.IsCompleted)
            {
                await known.Ending.CancelAsync();
                await Task.WhenAny(known.Running, Task.Delay(EndsWithin, time, stoppingToken));
                if (known.Running.IsCompleted)
                {
                    watched.Remove(id);
                    known.Ending.Dispose();
                }

                // Else at a later look: a server that does not answer holds up the end of its own watch and of no other.
            }
        }

        foreach (var (id, account) in wanted.Where(pair => !watched.ContainsKey(pair.Key)))
        {
            var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            watched[id] = new Watched(health.Fingerprint(account.Account), ending, Task.Run(() => watch.RunAsync(account, ending.Token), CancellationToken.None));
        }
    }

    private static async Task EndAsync(Watched watched)
    {
        await watched.Ending.CancelAsync();
        await Task.WhenAny(watched.Running);
        watched.Ending.Dispose();
    }

    private sealed record Watched(byte[] Fingerprint, CancellationTokenSource Ending, Task Running);
}
