using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Twilio;

/// <summary>All SMS accounts; state changes are kept in <c>sms.jsonl</c> and told to open pages.</summary>
internal sealed class SmsWorld : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, SmsAccount> accounts = new(StringComparer.Ordinal);
    private readonly Journal journal;
    private readonly PageStream pages;
    private readonly SimulatorOptions options;
    private readonly TimeProvider clock;
    private long last;

    public SmsWorld(SimulatorOptions options, PageStream pages, TimeProvider clock, ILogger<Journal> logger)
    {
        (this.options, this.pages, this.clock) = (options, pages, clock);
        journal = new Journal(options, logger, "sms.jsonl");
        last = clock.GetUtcNow().ToUnixTimeMilliseconds() << 16;
    }

    public IEnumerable<SmsAccount> Accounts => accounts.Values.OrderBy(account => account.Key, StringComparer.Ordinal);

    public SmsAccount? Find(string key) => accounts.GetValueOrDefault(key);

    public SmsAccount? BySid(string sid) => accounts.Values.FirstOrDefault(account => account.AccountSid == sid);

    public string DefaultWebhook(string key) => $"{options.HubUrl}/webhooks/twilio/{key}/messages";

    /// <summary>Sids grow, so that they sort by time and a restart never repeats one.</summary>
    public string Sid(string kind) => $"{kind}{Interlocked.Increment(ref last):x16}{Ids.Token(8)}";

    public bool TryAdd(SmsAccount account)
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
        foreach (var account in SmsPresets.Accounts(this).Where(account => accounts.TryAdd(account.Key, account)))
        {
            foreach (var phone in SmsPresets.Phones())
            {
                account.Phones[phone.Number] = phone;
            }
        }
        journal.Start(Accounts.SelectMany(Snapshot));
    }

    public void Record(SmsAccount account) => journal.Write("account", () => Json.Of(account));

    public void Record(SmsAccount account, SmsPhone phone)
    {
        if (!phone.Load)
        {
            journal.Write("phone", () => Of(account, phone));
            pages.Tell("phone", () => new { accountKey = account.Key, phone = Json.Of(phone) });
        }
    }

    /// <summary>A new or changed message. Call under the account's gate.</summary>
    public void Record(SmsAccount account, SmsMessage message)
    {
        account.Messages[message.Sid] = message;
        if (!account.Phones.TryGetValue(message.Phone, out var phone))
        {
            phone = new SmsPhone { Number = message.Phone, Name = message.Phone };
            account.Phones[phone.Number] = phone;
            Record(account, phone);
        }
        if (!phone.Load)
        {
            journal.Write("message", () => Of(account, message));
            pages.Tell("sms", () => new { accountKey = account.Key, number = message.Phone, message = Json.Of(message) });
        }
    }

    public DateTimeOffset Now => clock.GetUtcNow();

    public ValueTask DisposeAsync() => journal.DisposeAsync();

    private static IEnumerable<JsonObject> Snapshot(SmsAccount account)
    {
        yield return Tag("account", Json.Of(account));
        foreach (var phone in account.Phones.Values)
        {
            yield return Tag("phone", Of(account, phone));
        }
        foreach (var message in account.Messages.Values)
        {
            yield return Tag("message", Of(account, message));
        }
    }

    private void Apply(JsonObject record)
    {
        if (record.Text("record") == "account")
        {
            var saved = record.Deserialize<SmsAccount>(Json.Wire)!;
            if (!accounts.TryAdd(saved.Key, saved))
            {
                (accounts[saved.Key].Name, accounts[saved.Key].WebhookUrl) = (saved.Name, saved.WebhookUrl);
            }
            return;
        }
        if (record.Text("accountKey") is not { } key || Find(key) is not { } account)
        {
            return;
        }
        if (record.Text("record") == "phone")
        {
            var phone = record.Deserialize<SmsPhone>(Json.Wire)!;
            account.Phones[phone.Number] = phone;
        }
        else if (record.Deserialize<SmsMessage>(Json.Wire) is { } message)
        {
            // A webhook that was under way when the simulator stopped is not sent again.
            message.Webhook = message.Webhook == "waiting" ? "failed" : message.Webhook;
            account.Messages[message.Sid] = message;
        }
    }

    private static JsonObject Tag(string kind, JsonObject record)
    {
        record["record"] = kind;
        return record;
    }

    private static JsonObject Of<T>(SmsAccount account, T value)
    {
        var record = Json.Of(value);
        record["accountKey"] = account.Key;
        return record;
    }
}
