using System.Text.Json;
using Xunit;

namespace Hub.Channels.Tests;

/// <summary>What a provider may do with a message; a channel without a network in between answers to none but the first.</summary>
public enum ProviderMood
{
    Accepts,
    Refuses,
    Throttles,
    Hangs,
}

/// <summary>
/// What the hub relies on in every channel. A new channel derives from it, says how its provider would put things, and is held to the
/// same promises as the others.
/// </summary>
public abstract partial class ChannelAdapterContract
{
    protected const string CustomerText = "customer-words-6b1f";

    /// <summary>An account with all secrets set.</summary>
    protected abstract ChannelAccount Account { get; }

    /// <summary>The signed request for a body, or null where there is no public webhook.</summary>
    protected abstract InboundRequest? Sign(byte[] body);

    /// <summary>False where the provider only repeats a secret it was given, which says nothing of the body.</summary>
    protected virtual bool SignsTheBody => true;

    /// <summary>A body with one text message per item.</summary>
    protected abstract byte[] Messages(params (string Id, string Sender, string Text)[] messages);

    /// <summary>A message id as the provider makes them.</summary>
    protected abstract string MessageId(int number);

    /// <summary>How many messages one body can hold.</summary>
    protected virtual int BatchSize => 25;

    /// <summary>The message body above, with the middle one of three events broken; null where a body is one message.</summary>
    protected abstract byte[]? MiddleBroken { get; }

    /// <summary>One event of a type nobody knows; null where whatever comes is a message.</summary>
    protected abstract byte[]? UnknownEvent { get; }

    /// <summary>Whom a message goes to.</summary>
    protected virtual string Recipient => "Uaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    /// <summary>How long one attempt may take.</summary>
    protected virtual TimeSpan AttemptLimit => TimeSpan.FromSeconds(10);

    /// <summary>At least how many of 20,000 damaged bodies are refused as a whole.</summary>
    protected virtual int LeastRefused => 1000;

    /// <summary>The provider's id of a message, where the id given to <see cref="Messages"/> is not it.</summary>
    protected virtual string? ProviderIdOf(string messageId) => messageId;

    /// <summary>One message with one file.</summary>
    protected abstract byte[] WithFile { get; }

    /// <summary>One receipt with the highest state the channel ever reports, or null where it has none.</summary>
    protected abstract byte[]? HighestReceipt { get; }

    /// <summary>An adapter whose provider is in the given mood, or null where there is no provider to have moods.</summary>
    protected abstract IChannelAdapter? WithProvider(ProviderMood mood, TimeProvider time, out Task hanging);

    /// <summary>An adapter that must not call anybody.</summary>
    protected abstract IChannelAdapter Offline { get; }

    protected OutboundMessage Outgoing(string? text, params OutboundAttachment[] attachments) =>
        new(Guid.Parse("0198c0de-0000-7000-8000-000000000001"), Recipient, text, attachments);

    protected static SendAttempt Attempt(string? replyHandle = null, int number = 1) =>
        new(Guid.Parse("0198c0de-0000-7000-8000-00000000000a"), replyHandle, number);

    [Fact]
    public void The_channel_is_named_in_lower_case() => Assert.Matches("^[a-z]{2,20}$", Offline.Channel);

    [Fact]
    public void WH1_Only_the_signature_over_these_bytes_opens_the_door()
    {
        var body = Messages((MessageId(1), Sender(1), "hello"));
        if (Sign(body) is not { } signed)
        {
            Assert.False(Offline.Authenticate(Account, new InboundRequest(new Dictionary<string, string>(), "https://hub.example/", body)).Accepted);
            return;
        }

        Assert.True(Offline.Authenticate(Account, signed).Accepted);
        Assert.False(Offline.Authenticate(Account, signed with { Headers = new Dictionary<string, string>() }).Accepted);
        Assert.Equal(!SignsTheBody, Offline.Authenticate(Account, signed with { Body = (byte[])[.. body, (byte)' '] }).Accepted);
        Assert.False(Offline.Authenticate(Account with { Secrets = new Dictionary<string, string>() }, signed).Accepted);
    }

    [Fact]
    public void Every_event_of_a_batch_is_read_in_order()
    {
        var sent = Enumerable.Range(1, BatchSize).Select(n => (Id: MessageId(n), Sender: Sender(n % 3), Text: $"text {n}")).ToArray();

        var read = Offline.Read(Account, Messages(sent)).Cast<MessageReceived>();

        Assert.Equal(sent.Select(m => (m.Sender, m.Text)), read.Select(m => (m.Sender, m.Content.Text!)));
        Assert.Equal(sent.Select(m => ProviderIdOf(m.Id) ?? m.Id), read.Zip(sent, (m, own) => ProviderIdOf(own.Id) is null ? own.Id : m.ProviderId));
    }

    [Fact]
    public void F02_The_same_body_read_twice_gives_equal_events()
    {
        var body = BatchSize > 1 ? Messages((MessageId(1), Sender(1), "one"), (MessageId(2), Sender(2), "two")) : Messages((MessageId(1), Sender(1), "one"));

        Assert.Equal(Describe(Offline.Read(Account, body)), Describe(Offline.Read(Account, body)));
    }

    [Fact]
    public void WH9_A_broken_event_is_kept_raw_and_its_neighbours_are_read()
    {
        if (MiddleBroken is not { } body)
        {
            Assert.Equal(1, BatchSize);
            return;
        }

        var read = Offline.Read(Account, body);

        Assert.Collection(read, e => Assert.IsType<MessageReceived>(e), e => Assert.NotEmpty(Assert.IsType<UnreadableEvent>(e).RawJson), e => Assert.IsType<MessageReceived>(e));
        Assert.Equal(3, read.Select(e => e.ProviderId).Distinct().Count());
    }

    [Fact]
    public void WH10_A_body_of_depth_200_is_refused_as_a_whole() =>
        Assert.Throws<FormatException>(() => Offline.Read(Account, Bytes($$"""{"events":[{"type":"message","x":{{new string('[', 200)}}{{new string(']', 200)}}}]}""")));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"events\":{}}")]
    [InlineData("{\"events\":[")]
    public void A_body_that_is_no_document_is_a_format_error(string body) => Assert.Throws<FormatException>(() => Offline.Read(Account, Bytes(body)));

    [Fact]
    public void An_unknown_event_is_kept_raw()
    {
        if (UnknownEvent is not { } body)
        {
            Assert.True(Offline.KeepsBodies);
            return;
        }

        Assert.NotEmpty(Assert.IsType<OtherEvent>(Assert.Single(Offline.Read(Account, body))).RawJson);
    }

    [Fact]
    public void A_file_comes_as_a_reference_to_fetch()
    {
        var file = Assert.Single(Assert.IsType<MessageReceived>(Assert.Single(Offline.Read(Account, WithFile))).Content.Attachments);

        Assert.NotEmpty(file.Reference);
        Assert.Contains(file.Kind, new[] { "image", "video", "audio", "file" });
    }

    [Fact]
    public void Receipts_say_what_the_capabilities_promise()
    {
        if (HighestReceipt is not { } body)
        {
            Assert.Equal("accepted", Offline.Capabilities.Receipts);
            return;
        }

        Assert.Equal(Offline.Capabilities.Receipts, Assert.IsType<ReceiptReceived>(Assert.Single(Offline.Read(Account, body))).State);
        Assert.NotEqual("accepted", Offline.Capabilities.Receipts);
    }

    /// <summary>A sender as the provider names them.</summary>
    protected virtual string Sender(int number) => $"Usender{number}";

    protected static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static IEnumerable<string> Describe(IEnumerable<InboundEvent> events) => events.Select(e => JsonSerializer.Serialize(e, e.GetType()));
}
