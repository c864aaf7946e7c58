using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Simulator.State;

/// <summary>All accounts, and the one place where their state changes are recorded in the journal and told to open pages.</summary>
internal sealed class Simulation(SimulatorOptions options, Journal journal, PageStream pages, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, LineAccount> accounts = new(StringComparer.Ordinal);

    public Ids Ids { get; } = new(clock);

    public IEnumerable<LineAccount> Accounts => accounts.Values.OrderBy(account => account.ChannelId, StringComparer.Ordinal);

    public bool TryFind(string key, [NotNullWhen(true)] out LineAccount? account) => accounts.TryGetValue(key, out account);

    public LineAccount? ByChannel(string? channelId) => accounts.Values.FirstOrDefault(account => account.ChannelId == channelId);

    public string DefaultWebhook(string key) => $"{options.HubUrl}/webhooks/line/{key}";

    public bool TryAdd(LineAccount account)
    {
        if (!accounts.TryAdd(account.Key, account))
        {
            return false;
        }
        Record(account);
        return true;
    }

    public void Open()
    {
        foreach (var record in journal.Read())
        {
            Apply(record);
        }
        foreach (var account in Presets.Accounts(this).Where(account => accounts.TryAdd(account.Key, account)))
        {
            foreach (var user in Presets.Users(account.Key))
            {
                account.Users[user.UserId] = user;
            }
        }
        journal.Start(Accounts.SelectMany(Snapshot));
    }

    public void Record(LineAccount account) => journal.Write("account", () => AccountRecord(account));

    public void Record(LineAccount account, LineUser user)
    {
        // People of load runs live as long as the process: neither journal nor page is made for their numbers.
        if (!user.Load)
        {
            journal.Write("user", () => UserRecord(account, user));
            pages.Tell("user", () => new { accountKey = account.Key, user = UserView.Of(user) });
        }
    }

    /// <summary>Records a new or changed line of a phone. Call under the account's gate.</summary>
    public void Record(LineAccount account, ThreadMessage message)
    {
        if (!account.Users.TryGetValue(message.UserId, out var user))
        {
            return;
        }
        if (account.Messages.TryAdd(message.Id, message))
        {
            user.Thread.Add(message.Id);
        }
        if (user.Load)
        {
            return;
        }
        journal.Write("message", () => MessageRecord(account, message));
        pages.Tell("message", () => new { accountKey = account.Key, userId = message.UserId, message = Json.Of(message) });
    }

    public void RecordAccepted(LineAccount account, string? retryKey, RetryKeys.Accepted request, long counted)
    {
        if (retryKey is not null)
        {
            account.RetryKeys.Remember(retryKey, request);
            journal.Write("retryKey", () => RetryRecord(account, retryKey, request));
        }
        if (counted > 0)
        {
            account.AddUsage(request.At, counted);
            Record(account);
        }
    }

    private IEnumerable<JsonObject> Snapshot(LineAccount account)
    {
        yield return Tag("account", AccountRecord(account));
        foreach (var user in account.Users.Values)
        {
            yield return Tag("user", UserRecord(account, user));
        }
        foreach (var message in account.Users.Values.SelectMany(user => user.Thread).Select(id => account.Messages[id]))
        {
            yield return Tag("message", MessageRecord(account, message));
        }
        foreach (var (key, request) in account.RetryKeys.All)
        {
            yield return Tag("retryKey", RetryRecord(account, key, request));
        }
    }

    private void Apply(JsonObject record)
    {
        if (record.Text("record") == "account")
        {
            var saved = record.Deserialize<SavedAccount>(Json.Wire)!;
            saved.ApplyTo(accounts.GetOrAdd(saved.Key, _ => saved.Create()));
            return;
        }
        if (record.Text("accountKey") is not { } key || !TryFind(key, out var account))
        {
            return;
        }
        switch (record.Text("record"))
        {
            case "user":
                ApplyUser(account, record.Deserialize<LineUser>(Json.Wire)!);
                break;
            case "message":
                ApplyMessage(account, record.Deserialize<ThreadMessage>(Json.Wire)!);
                break;
            case "retryKey":
                account.RetryKeys.Remember(record.Text("key")!, record["request"]!.Deserialize<RetryKeys.Accepted>(Json.Wire)!);
                break;
        }
    }

    private static void ApplyUser(LineAccount account, LineUser user)
    {
        if (!account.Users.TryAdd(user.UserId, user))
        {
            account.Users[user.UserId].Blocked = user.Blocked;
            account.Users[user.UserId].Refuses = user.Refuses;
            account.Users[user.UserId].DisplayName = user.DisplayName;
            account.Users[user.UserId].Members = user.Members;
        }
    }

    private static void ApplyMessage(LineAccount account, ThreadMessage message)
    {
        // A webhook that was under way when the simulator stopped is not sent again by the next run.
        if (message.Webhook is { Status: not ("delivered" or "failed") } interrupted)
        {
            message.Webhook = interrupted with { Status = "failed" };
        }
        if (!account.Messages.ContainsKey(message.Id) && account.Users.TryGetValue(message.UserId, out var user))
        {
            user.Thread.Add(message.Id);
        }
        account.Messages[message.Id] = message;
    }

    private static JsonObject Tag(string kind, JsonObject record)
    {
        record["record"] = kind;
        return record;
    }

    private static JsonObject AccountRecord(LineAccount account) => Json.Of(SavedAccount.Of(account));

    private static JsonObject UserRecord(LineAccount account, LineUser user)
    {
        var record = Json.Of(user);
        record.Remove("thread");
        record["accountKey"] = account.Key;
        return record;
    }

    private static JsonObject MessageRecord(LineAccount account, ThreadMessage message)
    {
        var record = Json.Of(message);
        record["accountKey"] = account.Key;
        return record;
    }

    private static JsonObject RetryRecord(LineAccount account, string key, RetryKeys.Accepted request) =>
        new() { ["accountKey"] = account.Key, ["key"] = key, ["request"] = Json.Of(request) };
}
