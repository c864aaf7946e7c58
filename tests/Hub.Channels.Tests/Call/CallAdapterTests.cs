using System.Security.Cryptography;
using System.Text;
using Hub.Channels.Call;
using Hub.Testing;
using Xunit;

namespace Hub.Channels.Tests.Call;

public sealed class CallAdapterTests
{
    private const string Secret = "webhook-secret";
    private static readonly DateTimeOffset _now = new(2026, 4, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly ChannelAccount _account = new(
        Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"), "phone-shop", "call", new Dictionary<string, string>(), new Dictionary<string, string> { ["webhookSecret"] = Secret });

    private readonly CallAdapter _adapter = new(new FakeTimeProvider(_now));

    [Theory]
    [InlineData("ringing.json", CallPhase.Ringing, false, "090-1234-5678", "03-1111-2222", "201", null)]
    [InlineData("answered.json", CallPhase.Answered, false, "+819012345678", "+81311112222", "aoi@shop.example", null)]
    [InlineData("ended.json", CallPhase.Ended, true, "0752319876", "0311112222", "201", 83)]
    [InlineData("missed.json", CallPhase.Missed, false, null, "03-1111-2222", null, null)]
    public void A_report_is_read_as_it_stands(string payload, CallPhase phase, bool outbound, string? number, string? line, string? agent, int? seconds)
    {
        var call = Assert.IsType<CallReported>(Assert.Single(_adapter.Read(_account, Payload(payload))));
        Assert.Equal((phase, outbound, number, line, agent, seconds), (call.Phase, call.Outbound, call.Number, call.Line, call.Agent, call.DurationSeconds));
        Assert.NotEmpty(call.CallId);
        Assert.NotNull(call.ProviderTime);
    }

    [Fact]
    public void The_same_report_has_the_same_name_and_the_next_telephone_another()
    {
        string Name(string agent) => Assert.Single(_adapter.Read(_account, Bytes($$"""{"callId":"a","event":"ringing","at":"2026-04-01T09:00:00Z","agent":"{{agent}}"}"""))).ProviderId;

        Assert.Equal(Name("201"), Name("201"));
        Assert.NotEqual(Name("201"), Name("202"));
    }

    [Theory]
    [InlineData("""{"event":"ringing"}""")]
    [InlineData("""{"callId":"a"}""")]
    [InlineData("""{"callId":"a","event":"ringing","direction":"sideways"}""")]
    [InlineData("""{"callId":"a b","event":"ringing"}""")]
    public void WH9_what_cannot_be_understood_is_kept_raw(string body) => Assert.NotEmpty(Assert.IsType<UnreadableEvent>(Assert.Single(_adapter.Read(_account, Bytes(body)))).RawJson);

    [Fact]
    public void What_nobody_knows_yet_is_kept_raw() =>
        Assert.NotEmpty(Assert.IsType<OtherEvent>(Assert.Single(_adapter.Read(_account, Bytes("""{"callId":"a","event":"held"}""")))).RawJson);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    public void A_body_that_is_no_document_is_a_format_error(string body) => Assert.Throws<FormatException>(() => _adapter.Read(_account, Bytes(body)));

    [Theory]
    [InlineData("http://pbx.example/1.wav")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://user:pass@pbx.example/1.wav")]
    [InlineData("//pbx.example/1.wav")]
    public void SR8_a_recording_is_a_plain_https_link_or_none(string url) =>
        Assert.Null(Assert.IsType<CallReported>(Assert.Single(_adapter.Read(_account, Bytes($$"""{"callId":"a","event":"ended","recordingUrl":"{{url}}"}""")))).RecordingUrl);

    [Fact]
    public void WH1_WH3_Only_the_signature_over_these_bytes_opens_the_door()
    {
        var body = Bytes("""{"callId":"a","event":"ringing","at":"2026-04-01T09:00:30Z"}""");
        Assert.True(Authenticate(body, Sign(Secret, body)).Accepted);
        Assert.Equal("no_signature", Authenticate(body, null).Reason);
        Assert.Equal("no_signature", Authenticate(body, Sign(Secret, body)["sha256=".Length..]).Reason);
        Assert.Equal("no_signature", Authenticate(body, Sign(Secret, body).Replace("sha256", "sha1", StringComparison.Ordinal)).Reason);
        Assert.Equal("bad_signature", Authenticate(body, "sha256=").Reason);
        Assert.Equal("bad_signature", Authenticate(body, Sign("other", body)).Reason);
        Assert.Equal("bad_signature", Authenticate([.. body, (byte)' '], Sign(Secret, body)).Reason);
        Assert.Equal("no_secret", _adapter.Authenticate(_account with { Secrets = new Dictionary<string, string> { ["webhookSecret"] = "" } }, Request(body, Sign("", body))).Reason);
    }

    [Theory]
    [InlineData("""{"callId":"a","event":"ringing","at":"2026-04-01T08:54:59Z"}""", "stale")]
    [InlineData("""{"callId":"a","event":"ringing","at":"2026-04-01T09:05:01Z"}""", "stale")]
    [InlineData("""{"callId":"a","event":"ringing","at":"2025-04-01T09:00:00Z"}""", "stale")]
    [InlineData("""{"callId":"a","event":"ringing"}""", "no_timestamp")]
    [InlineData("""{"callId":"a","event":"ringing","at":"2026-04-01T18:04:59+09:00"}""", null)]
    [InlineData("""{"callId":"a","event":"ended","at":"2026-04-01T07:00:00Z","sentAt":"2026-04-01T09:00:00Z"}""", null)]
    public void WH5_a_report_signed_longer_than_five_minutes_ago_is_refused(string body, string? reason) =>
        Assert.Equal(reason, Authenticate(Bytes(body), Sign(Secret, Bytes(body))).Reason);

    [Fact]
    public async Task Nothing_can_be_written_to_a_call()
    {
        var message = new OutboundMessage(Guid.Empty, "+819012345678", "hello", []);
        Assert.Equal("no_channel", _adapter.Plan(_account, message, hasReplyHandle: false).Refusal);
        Assert.Equal("no_channel", Assert.IsType<SendOutcome.Rejected>(await _adapter.SendAsync(_account, message, new SendAttempt(Guid.Empty, null, 1), TestContext.Current.CancellationToken)).Code);
        Assert.True((await _adapter.CheckAsync(_account, TestContext.Current.CancellationToken)).Healthy);
        Assert.Equal("no_secret", (await _adapter.CheckAsync(_account with { Secrets = new Dictionary<string, string>() }, TestContext.Current.CancellationToken)).Code);
    }

    private AuthenticationOutcome Authenticate(byte[] body, string? signature) => _adapter.Authenticate(_account, Request(body, signature));

    private static InboundRequest Request(byte[] body, string? signature) =>
        new(signature is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["x-hub-signature"] = signature }, "https://hub.example/webhooks/call/phone-shop", body);

    private static string Sign(string secret, byte[] body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    private static byte[] Payload(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Payloads", "Call", name));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
