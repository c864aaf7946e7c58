using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Hub.Channels;
using Hub.Channels.Email;
using Hub.Channels.Email.Mime;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Hub.Server.Tests.Conversations.Mail;

/// <summary>The hub with a mailbox that takes letters by webhook, and an outgoing server that says what a test wants.</summary>
public class MailHub : ChatHub
{
    public const string Key = "mail-test";
    public const string Mailbox = "support@tsumugi.example";
    public const string Secret = "mail-test-secret";

    public OutgoingServer Out { get; } = new();

    public Guid MailAccountId { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        var adjust = Adjust;
        Adjust = builder =>
        {
            adjust?.Invoke(builder);
            builder.Services.Replace(ServiceDescriptor.Singleton<IMailSender>(Out));
        };
        await base.InitializeAsync();
        MailAccountId = await AccountAsync(Key, Mailbox);
    }

    internal async Task<Guid> AccountAsync(string key, string address, Guid? team = null, params (string Name, string Value)[] settings) => (await Admin.SendAsync("POST", "/api/channel-accounts", new
    {
        key,
        channel = "email",
        name = key,
        teamId = team,
        settings = settings.Append(("address", address)).Append(("fromName", "つむぎ茶舗")).ToDictionary(pair => pair.Item1, pair => pair.Item2),
        secrets = new Dictionary<string, string> { ["webhookSecret"] = Secret },
    })).Is(HttpStatusCode.Created).Id;

    /// <summary>Pushes a letter and waits until it has been worked on.</summary>
    public async Task ReceiveAsync(byte[] letter, string key = Key)
    {
        Assert.Equal(HttpStatusCode.OK, await MailWebhook.PostAsync(Address, key, Secret, letter));
        await this.SettledAsync(await ScalarAsync<Guid>("SELECT id FROM integrations.channel_account WHERE key = $1", key));
    }

    /// <summary>The newest conversation a sender has begun, or one their letter with this subject is in.</summary>
    public Task<Guid> ConversationAsync(string address) => ScalarAsync<Guid>(
        "SELECT c.id FROM conversations.conversation c JOIN customers.identity i ON i.id = c.identity_id WHERE i.external_id = $1 ORDER BY c.number DESC LIMIT 1", address);

    public Task<long> CountAsync(string address) => ScalarAsync<long>(
        "SELECT count(*) FROM conversations.conversation c JOIN customers.identity i ON i.id = c.identity_id WHERE i.external_id = $1", address);

    internal async Task<JsonElement> RowAsync(Guid conversation) => (await Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;

    internal async Task<List<JsonElement>> ThreadAsync(Guid conversation) => await MessagesAsync(Admin, conversation);

    /// <summary>Answers as an agent does and waits for what goes out.</summary>
    internal async Task<(MailMessage Mail, MailEnvelope Envelope, Guid Id)> ReplyAsync(Guid conversation, string text, object? letter = null, params string[] confirmed)
    {
        var id = Guid.CreateVersion7();
        (await Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id, text, letter, confirmed })).Is(HttpStatusCode.Created);
        var (mail, envelope) = await Out.OfAsync(id);
        return (mail, envelope, id);
    }
}

/// <summary>An outgoing mail server in the hands of a test.</summary>
public sealed class OutgoingServer : IMailSender
{
    private readonly ConcurrentQueue<(MailEnvelope Envelope, byte[] Bytes)> taken = new();

    /// <summary>What it says to a letter; null: accepted.</summary>
    public Func<MailEnvelope, MailSendResult?>? Answers { get; set; }

    /// <summary>What it does before it says anything; null: nothing.</summary>
    public Func<ChannelAccount, Task>? Before { get; set; }

    public IEnumerable<(MailMessage Mail, MailEnvelope Envelope)> Letters => taken.Select(one => (MimeReader.Read(one.Bytes), one.Envelope));

    public async Task<MailSendResult> SendAsync(ChannelAccount account, MailEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (Before is { } before)
        {
            await before(account).WaitAsync(cancellationToken);
        }

        taken.Enqueue((envelope, message.ToArray()));
        return Answers?.Invoke(envelope)
            ?? new MailSendResult(MailOutcome.Accepted, "accepted", [.. envelope.Recipients.Select(one => new MailRecipientResult(one, MailOutcome.Accepted, "accepted", 250))]);
    }

    public Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken) => Task.FromResult(new AccountCheck(true, "ok", null));

    /// <summary>The letter made of a message, as soon as it has gone out.</summary>
    public async Task<(MailMessage Mail, MailEnvelope Envelope)> OfAsync(Guid messageId)
    {
        var (mail, envelope) = ((MailMessage?)null, (MailEnvelope?)null);
        await Eventually.HoldsAsync(() =>
        {
            (mail, envelope) = Letters.LastOrDefault(letter => Names(letter.Mail, messageId));
            return Task.FromResult(mail is not null);
        });
        return (mail!, envelope!);
    }

    public int Count(Guid messageId) => Letters.Count(letter => Names(letter.Mail, messageId));

    private static bool Names(MailMessage mail, Guid messageId) => mail.MessageId?.Contains(Base32(messageId), StringComparison.Ordinal) == true;

    private static string Base32(Guid id)
    {
        var bits = string.Concat(id.ToByteArray(bigEndian: true).Select(one => Convert.ToString(one, 2).PadLeft(8, '0'))).PadRight(130, '0');
        return string.Concat(Enumerable.Range(0, 26).Select(place => "abcdefghijklmnopqrstuvwxyz234567"[Convert.ToInt32(bits.Substring(place * 5, 5), 2)]));
    }
}
