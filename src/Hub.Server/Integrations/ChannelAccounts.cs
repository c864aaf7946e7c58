using System.Text.Json;
using Hub.Channels;
using Hub.Server.Integrations.Accounts;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Secrets;
using Npgsql;

namespace Hub.Server.Integrations;

/// <summary>An account with what the hub needs around it.</summary>
internal sealed record AccountEntry(ChannelAccount Account, string Name, Guid BrandId, string BrandName, Guid? TeamId, bool Active, int ReopenDays)
{
    public const int DefaultReopenDays = 7;
    public const int MaxReopenDays = 365;

    /// <summary>Its channel allows several conversations with one person at a time.</summary>
    public bool Threads { get; init; }

    /// <summary>Since when what it sends waits; null while it goes out. Messages come in all the same.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>People are told when less comes in than usual.</summary>
    public bool SilenceAlarm { get; init; } = true;

    /// <summary>What customers write to, where it is this account's alone; null where that does not matter or another account had it first.</summary>
    public string? Address { get; init; }

    /// <summary>Secrets that were replaced and still count for what comes in, and until when.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> OldSecretsUntil { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>Messages come in and nothing goes out: the hub runs beside another desk.</summary>
    public bool ReceiveOnly => Account.Setting("receiveOnly") == "true";

    /// <summary>How long after resolving a customer's message reopens the conversation; later it begins a new one.</summary>
    public TimeSpan ReopenWindow => TimeSpan.FromDays(ReopenDays);
}

/// <summary>
/// All channel accounts and their adapters, kept in memory: the accept path must not ask the database who an account is. Reloaded at once after a
/// change here and at most five seconds after one on another node.
/// </summary>
internal sealed partial class ChannelAccounts(
    NpgsqlDataSource dataSource, SecretBox secrets, IEnumerable<IChannelAdapter> adapters, TimeProvider time, ILogger<ChannelAccounts> logger)
{
    private readonly Dictionary<string, IChannelAdapter> adapters = adapters.ToDictionary(adapter => adapter.Channel, StringComparer.Ordinal);
    private readonly CachedRead<Snapshot> snapshot = new(TimeSpan.FromSeconds(5), time);

    public IChannelAdapter Adapter(string channel) => adapters[channel];

    /// <summary>Every kind of channel there is, in the order of their names.</summary>
    public IEnumerable<IChannelAdapter> Kinds => adapters.Values.OrderBy(adapter => adapter.Channel, StringComparer.Ordinal);

    public bool Knows(string channel) => adapters.ContainsKey(channel);

    public async ValueTask<AccountEntry?> ByKeyAsync(string channel, string key, CancellationToken cancellationToken)
    {
        var current = await CurrentAsync(cancellationToken);
        return current.ByKey.TryGetValue(key, out var entry) && entry.Account.Channel == channel ? entry : null;
    }

    /// <summary>The account a webhook address names: by the adapter's name in addresses, the account's key and what follows it.</summary>
    public async ValueTask<AccountEntry?> ByWebhookAsync(string name, string key, string part, CancellationToken cancellationToken)
    {
        var current = await CurrentAsync(cancellationToken);
        return current.ByKey.TryGetValue(key, out var entry) && adapters[entry.Account.Channel] is var adapter && adapter.WebhookName == name && adapter.WebhookParts.Contains(part) ? entry : null;
    }

    public async ValueTask<AccountEntry?> ByIdAsync(Guid id, CancellationToken cancellationToken) =>
        (await CurrentAsync(cancellationToken)).ById.GetValueOrDefault(id);

    public async ValueTask<IReadOnlyCollection<AccountEntry>> AllAsync(CancellationToken cancellationToken) =>
        (await CurrentAsync(cancellationToken)).ById.Values;

    public void Invalidate() => snapshot.Forget();

    /// <summary>Accounts seldom change: an unreachable database makes the accept fail on its own, honestly, a moment later.</summary>
    private ValueTask<Snapshot> CurrentAsync(CancellationToken cancellationToken) => snapshot.GetAsync(LoadAsync, cancellationToken, exception =>
    {
        if (exception is NpgsqlException)
        {
            Log.KeptOld(logger, exception);
        }

        return exception is NpgsqlException;
    });

    private async Task<Snapshot> LoadAsync(CancellationToken cancellationToken)
    {
        var entries = new List<AccountEntry>();
        await using var command = dataSource.CreateCommand("""
            SELECT a.id, a.key, a.channel, a.settings::text, a.secrets, a.name, a.brand_id, b.name, a.team_id, a.active, a.reopen_days, a.paused_at, a.silence_alarm, a.address
            FROM integrations.channel_account a JOIN integrations.brand b ON b.id = a.brand_id ORDER BY a.key
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            var settings = JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(3), HubJson.Options)!;
            var opened = ChannelAccountSecrets.Open(secrets, id, reader.GetFieldValue<byte[]>(4));
            var old = ChannelAccountSecrets.OldOnes(opened, time.GetUtcNow());
            var account = new ChannelAccount(id, reader.GetString(1), reader.GetString(2), settings, opened.Where(pair => !ChannelAccountSecrets.IsOld(pair.Key)).ToDictionary(StringComparer.Ordinal))
            {
                OldSecrets = old.ToDictionary(pair => pair.Key, pair => pair.Value.Value, StringComparer.Ordinal),
            };
            entries.Add(new AccountEntry(
                account, reader.GetString(5), reader.GetGuid(6),
                reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetGuid(8), reader.GetBoolean(9), reader.GetInt32(10))
            {
                Threads = adapters.TryGetValue(reader.GetString(2), out var adapter) && adapter.Capabilities.Threads,
                PausedAt = reader.TimeOrNull(11),
                SilenceAlarm = reader.GetBoolean(12),
                Address = reader.TextOrNull(13),
                OldSecretsUntil = old.ToDictionary(pair => pair.Key, pair => pair.Value.Until, StringComparer.Ordinal),
            });
        }

        return new Snapshot(entries.ToDictionary(entry => entry.Account.Id), entries.ToDictionary(entry => entry.Account.Key, StringComparer.Ordinal));
    }

    private sealed record Snapshot(Dictionary<Guid, AccountEntry> ById, Dictionary<string, AccountEntry> ByKey);

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Warning, "Channel accounts could not be read again; the last known ones stay in use")]
        public static partial void KeptOld(ILogger logger, Exception exception);
    }
}
