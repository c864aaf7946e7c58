using System.Text;
using System.Text.Json;
using Xunit;

namespace Hub.Channels.Tests;

public abstract partial class ChannelAdapterContract
{
    [Fact]
    public async Task An_accepted_message_has_an_id()
    {
        var adapter = WithProvider(ProviderMood.Accepts, TimeProvider.System, out _) ?? Offline;

        var outcome = await adapter.SendAsync(Account, Outgoing("hello"), Attempt(), TestContext.Current.CancellationToken);

        Assert.NotNull(Assert.IsType<SendOutcome.Accepted>(outcome).ProviderId);
    }

    [Fact]
    public async Task A_refused_message_is_rejected_with_a_code()
    {
        var adapter = WithProvider(ProviderMood.Refuses, TimeProvider.System, out _);

        // Without a provider only the channel's own limits refuse.
        var text = adapter is null ? new string('x', Offline.Capabilities.MaxTextLength + 1) : "hello";
        var outcome = await (adapter ?? Offline).SendAsync(Account, Outgoing(text), Attempt(), TestContext.Current.CancellationToken);

        Assert.Matches("^[a-z0-9_]+$", Assert.IsType<SendOutcome.Rejected>(outcome).Code);
    }

    [Fact]
    public async Task A_throttled_message_is_tried_again_later()
    {
        if (WithProvider(ProviderMood.Throttles, TimeProvider.System, out _) is not { } adapter)
        {
            Assert.Skip("The hub itself is the provider: nothing throttles.");
            return;
        }

        var retry = Assert.IsType<SendOutcome.Retry>(await adapter.SendAsync(Account, Outgoing("hello"), Attempt(), TestContext.Current.CancellationToken));

        Assert.True(retry.PauseAccount);
        Assert.True(retry.After >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task An_attempt_without_an_answer_ends()
    {
        var time = new ManualTime();
        if (WithProvider(ProviderMood.Hangs, time, out var hanging) is not { } adapter)
        {
            Assert.Skip("The hub itself is the provider: nothing hangs.");
            return;
        }

        var idempotent = adapter.Plan(Account, Outgoing("hello"), hasReplyHandle: false).Idempotent;
        var sending = adapter.SendAsync(Account, Outgoing("hello"), Attempt(), TestContext.Current.CancellationToken);
        await hanging.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.False(sending.IsCompleted);
        time.Advance(AttemptLimit);

        var outcome = await sending.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.IsType(idempotent ? typeof(SendOutcome.Retry) : typeof(SendOutcome.Unknown), outcome);
    }

    [Fact]
    public async Task The_callers_cancellation_goes_through()
    {
        var adapter = WithProvider(ProviderMood.Hangs, TimeProvider.System, out _) ?? Offline;
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => adapter.SendAsync(Account, Outgoing("hello"), Attempt(), cancelled.Token));
    }

    [Fact]
    public void What_cannot_be_sent_is_refused_before_any_attempt()
    {
        var longest = new string('x', Offline.Capabilities.MaxTextLength);
        var file = new OutboundAttachment("file", "a.pdf", "application/pdf", 10, "https://hub.example/f/1", null);

        Assert.Null(Offline.Plan(Account, Outgoing(longest), hasReplyHandle: false).Refusal);
        Assert.Equal("too_long", Offline.Plan(Account, Outgoing(longest + "x"), hasReplyHandle: false).Refusal);
        Assert.Equal("no_text", Offline.Plan(Account, Outgoing(" \n"), hasReplyHandle: false).Refusal);
        Assert.Null(Offline.Plan(Account, Outgoing(null, file), hasReplyHandle: false).Refusal);
        Assert.Equal("too_many_attachments", Offline.Plan(Account, Outgoing(null, [.. Enumerable.Repeat(file, 50)]), hasReplyHandle: false).Refusal);
    }

    [Fact]
    public void Nothing_prints_what_was_said_or_a_secret()
    {
        var events = Offline.Read(Account, Messages((MessageId(1), Sender(1), CustomerText)));
        var file = new OutboundAttachment("file", CustomerText, "application/pdf", 10, "https://hub.example/" + CustomerText, null);
        object[] things =
        [
            .. events, .. events.OfType<MessageReceived>().Select(m => m.Content), Account, Outgoing(CustomerText, file), file,
            Attempt(CustomerText), new ChannelProfile(CustomerText, CustomerText, null), Offline,
        ];

        foreach (var printed in things.Select(t => $"{t}"))
        {
            Assert.DoesNotContain(CustomerText, printed, StringComparison.Ordinal);
            Assert.All(Account.Secrets.Values, secret => Assert.DoesNotContain(secret, printed, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_format_error_quotes_nothing_of_the_body()
    {
        var error = Assert.Throws<FormatException>(() => Offline.Read(Account, Bytes($$"""{"events":[{"text":"{{CustomerText}}","x":{{CustomerText}}}]}""")));

        Assert.DoesNotContain("'c'", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Bodies the mutations start from.</summary>
    protected virtual IEnumerable<byte[]> Seeds =>
        [BatchSize > 1 ? Messages((MessageId(1), "Ua", "one"), (MessageId(2), "Ub", "二")) : Messages((MessageId(1), Sender(1), "二")), .. new[] { MiddleBroken, UnknownEvent, WithFile }.OfType<byte[]>()];

    [Fact]
    public void Twenty_thousand_damaged_bodies_throw_nothing_but_format_errors()
    {
        var random = new Random(20261);
        var seeds = Seeds.ToArray();
        var (read, refused) = (0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var body = Mutation.Of(seeds[round % seeds.Length], random);
            try
            {
                foreach (var e in Offline.Read(Account, body))
                {
                    Assert.InRange(e.ProviderId.Length, 1, 128);
                    Assert.InRange(e.Sender.Length, 1, 256);
                    Assert.NotEmpty(JsonSerializer.SerializeToUtf8Bytes(e, e.GetType()));
                    if (e is MessageReceived { Content: var content })
                    {
                        Assert.DoesNotContain('\0', Strings(JsonSerializer.SerializeToElement(content)).SelectMany(text => text));
                        Assert.Equal(content.GetType(), JsonSerializer.Deserialize<MessageContent>(JsonSerializer.Serialize(content))!.GetType());
                    }
                }

                read++;
            }
            catch (FormatException)
            {
                refused++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Round {round}: {e.GetType().Name} for {Encoding.UTF8.GetString(body)}");
            }
        }

        // Both must really occur, or the mutations are too mild or too wild to prove anything.
        Assert.InRange(read, 1000, 20_000 - LeastRefused);
        Assert.InRange(refused, LeastRefused, 19_000);
    }

    private static IEnumerable<string> Strings(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => Strings(p.Value).Append(p.Name)),
        _ => [],
    };
}
