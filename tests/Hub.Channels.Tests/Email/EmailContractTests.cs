using System.Globalization;
using Hub.Channels.Email;

namespace Hub.Channels.Tests.Email;

public sealed class EmailContractTests : ChannelAdapterContract
{
    internal static ChannelAccount Mailbox { get; } = new(
        Guid.Parse("0198c0de-0000-7000-8000-0000000000e1"), "mail-shop", "email",
        new Dictionary<string, string> { ["address"] = "support@shop.example", ["fromName"] = "Shop" }, new Dictionary<string, string> { ["webhookSecret"] = "webhook-secret-value" });

    protected override ChannelAccount Account => Mailbox;

    protected override IChannelAdapter Offline => new EmailAdapter(null, TimeProvider.System, new byte[32]);

    protected override int BatchSize => 1;

    protected override string Recipient => "taro@customer.example";

    protected override TimeSpan AttemptLimit => TimeSpan.FromSeconds(60);

    protected override int LeastRefused => 100;

    /// <summary>A letter is known by what it says, not by the name it bears.</summary>
    protected override string? ProviderIdOf(string messageId) => null;

    protected override string Sender(int number) => $"sender{number}@customer.example";

    protected override InboundRequest? Sign(byte[] body) => new(
        new Dictionary<string, string> { ["x-hub-signature"] = Hub.Testing.MailWebhook.Sign("webhook-secret-value", body) }, "https://hub.example/webhooks/email/mail-shop", body);

    protected override string MessageId(int number) => string.Create(CultureInfo.InvariantCulture, $"{number}@customer.example");

    protected override byte[] Messages(params (string Id, string Sender, string Text)[] messages) => Hub.Testing.MailWebhook.Letter(
        messages[0].Sender, "support@shop.example", "=?utf-8?B?5rOo5paH?=", messages[0].Text, messages[0].Id, date: new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.FromHours(9)));

    protected override byte[]? MiddleBroken => null;

    protected override byte[]? UnknownEvent => null;

    protected override byte[] WithFile => Hub.Testing.MailWebhook.Parts(Sender(1), "support@shop.example", "File", "see", "<p>see</p>", ("a.pdf", "application/pdf", null, [1, 2, 3]));

    protected override byte[]? HighestReceipt => null;

    protected override IChannelAdapter? WithProvider(ProviderMood mood, TimeProvider time, out Task hanging)
    {
        var server = new ScriptedMailServer(mood);
        hanging = server.Hanging;
        return new EmailAdapter(server, time, new byte[32]);
    }

    private sealed class ScriptedMailServer(ProviderMood mood) : IMailSender
    {
        private readonly TaskCompletionSource hanging = new();

        public Task Hanging => hanging.Task;

        public async Task<MailSendResult> SendAsync(ChannelAccount account, MailEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            switch (mood)
            {
                case ProviderMood.Accepts:
                    return new MailSendResult(MailOutcome.Accepted, "accepted", [.. envelope.Recipients.Select(one => new MailRecipientResult(one, MailOutcome.Accepted, "accepted", 250))]);
                case ProviderMood.Refuses:
                    return new MailSendResult(MailOutcome.Rejected, "mailbox_unavailable", [new MailRecipientResult(envelope.Recipients[0], MailOutcome.Rejected, "mailbox_unavailable", 550)]);
                case ProviderMood.Throttles:
                    return new MailSendResult(MailOutcome.RetryLater, "throttled", [], PauseAccount: true);
                default:
                    hanging.SetResult();
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    throw new InvalidOperationException();
            }
        }

        public Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken) => Task.FromResult(new AccountCheck(true, "ok", null));
    }
}
