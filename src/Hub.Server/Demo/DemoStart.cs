using System.Diagnostics;
using Hub.Server.Conversations.Attention;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Secrets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;

namespace Hub.Server.Demo;

/// <summary>Fills an empty demo once, and tells its accounts at every start where the simulator and the hub are this time.</summary>
internal sealed partial class DemoStart(
    NpgsqlDataSource dataSource, HubOptions options, Passwords passwords, SecretBox secrets, ChannelAccounts accounts, IServer server, DeliveryWriter door, TimeProvider time,
    ILogger<DemoStart> logger) : IHostedLifecycleService
{
    private Guid? newMailbox;

    private const long LockKey = 0x4372_6d64_656d;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken);

        await DemoColleagues.WriteAsync(dataSource, options, time, cancellationToken);

        // Workers that start next may already have something to send.
        await PointAsync([], cancellationToken);
    }

    /// <summary>Which port the hub got is known only now.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await PointAsync(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [], cancellationToken);
        if (newMailbox is { } mailbox)
        {
            await DemoLetters.ArriveAsync(mailbox, door, time, cancellationToken);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Nodes that start at once wait here; the later ones find the brand.
        await using (var hold = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection).With(LockKey))
        {
            await hold.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var find = new NpgsqlCommand("SELECT 1 FROM integrations.brand WHERE key = $1", connection).With(DemoShop.BrandKey))
        {
            if (await find.ExecuteScalarAsync(cancellationToken) is not null)
            {
                return;
            }
        }

        var now = time.GetUtcNow();
        var shop = await new DemoShop(connection, options, passwords, secrets, time).OpenAsync(cancellationToken);
        await DemoWork.AddAsync(connection, shop.BrandId, time, cancellationToken);
        var history = DemoHistory.Write(shop, new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero));
        await DemoRows.CopyAsync(connection, history, cancellationToken);
        await DemoRowsBeside.CopyAsync(connection, history, shop, now, cancellationToken);
        await UnsettledSends.RebuildAsync(connection, cancellationToken);
        await DemoLetters.WriteAsync(connection, shop, time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        newMailbox = shop.Accounts[DemoLetters.AccountKey].Id;
        Log.Filled(logger, history.Customers.Count, history.Conversations.Count, (int)Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
    }

    private async Task PointAsync(IEnumerable<string> listening, CancellationToken cancellationToken)
    {
        await DemoAddresses.WriteAsync(dataSource, options, listening, cancellationToken);
        accounts.Invalidate();
    }

    private static partial class Log
    {
        [LoggerMessage(9001, LogLevel.Information, "Filled the demo with {Customers} customers and {Conversations} conversations in {Milliseconds} ms")]
        public static partial void Filled(ILogger logger, int customers, int conversations, int milliseconds);
    }
}
