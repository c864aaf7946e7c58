using System.Text;
using System.Text.Json;
using Xunit;
using static Hub.Channels.Tests.Line.LineTestAccount;

namespace Hub.Channels.Tests.Line;

public sealed class LineAuthenticationTests
{
    private static readonly byte[] _body = Payload("text");
    private static readonly IChannelAdapter _adapter = new ScriptedProvider().Adapter();

    [Fact]
    public void The_documented_vector_holds()
    {
        var body = Encoding.UTF8.GetBytes("""{"destination":"xxxxxxxxxx","events":[]}""");

        Assert.True(_adapter.Authenticate(LongLived, Request(body, "GxG/uv2rph+GTZTytfrel/B51N94Gg6B3SlDUaDMITU=")).Accepted);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("GxG/uv2rph+GTZTytfrel/B51N94Gg6B3SlDUaDMITU=")]
    [InlineData("not base64 ☃")]
    public void WH1_A_missing_or_wrong_signature_is_refused(string? signature) => Assert.False(_adapter.Authenticate(LongLived, Request(_body, signature)).Accepted);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void WH1_An_unset_secret_refuses_even_a_signature_made_with_it(string? secret)
    {
        var account = secret is null ? Account("line-shop", Guid.Empty.ToString()) : Account("line-shop", Guid.Empty.ToString(), ("channelSecret", secret));

        Assert.Equal("no_secret", _adapter.Authenticate(account, Request(_body, Signature("", _body))).Reason);
    }

    public static TheoryData<string> Alterations => ["re-serialised", "byte-order mark", "trailing space", "one bit", "emptied"];

    [Theory]
    [MemberData(nameof(Alterations))]
    public void WH2_Other_bytes_with_the_same_meaning_are_refused(string alteration)
    {
        var altered = alteration switch
        {
            "re-serialised" => JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize<JsonElement>(_body)),
            "byte-order mark" => [.. Encoding.UTF8.Preamble, .. _body],
            "trailing space" => [.. _body, (byte)' '],
            "one bit" => [.. _body[..^5], (byte)(_body[^5] ^ 1), .. _body[^4..]],
            _ => [],
        };
        Assert.NotEqual(_body, altered);

        Assert.False(_adapter.Authenticate(LongLived, Request(altered, Signature("testsecret", _body))).Accepted);
    }

    [Theory]
    [InlineData("X-Line-Signature")]
    [InlineData("x-line-signature")]
    [InlineData("X-LINE-SIGNATURE")]
    public void The_header_is_found_in_any_case(string header) =>
        Assert.True(_adapter.Authenticate(LongLived, Request(_body, Signature("testsecret", _body), header)).Accepted);

    [Fact]
    public void Another_spelling_of_the_signature_is_refused() =>
        Assert.False(_adapter.Authenticate(LongLived, Request(_body, Signature("testsecret", _body).Insert(4, " "))).Accepted);

    [Fact]
    public void WH5_A_replayed_delivery_has_the_same_key_and_the_same_events()
    {
        var first = _adapter.Authenticate(LongLived, Request(_body, Signature("testsecret", _body)));
        var replayed = _adapter.Authenticate(LongLived, Request([.. _body], Signature("testsecret", _body)));

        Assert.NotNull(first.DeliveryKey);
        Assert.Equal(first.DeliveryKey, replayed.DeliveryKey);
        Assert.Equal(_adapter.Read(LongLived, _body).Select(e => e.ProviderId), _adapter.Read(LongLived, _body).Select(e => e.ProviderId));
    }

    [Fact]
    public void WH5_A_redelivery_is_another_delivery_of_the_same_events()
    {
        var again = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_body).Replace("\"isRedelivery\": false", "\"isRedelivery\": true", StringComparison.Ordinal));

        Assert.NotEqual(Key(_body), Key(again));
        Assert.Equal(_adapter.Read(LongLived, _body).Select(e => e.ProviderId), _adapter.Read(LongLived, again).Select(e => e.ProviderId));
    }

    [Theory]
    [InlineData("""{"destination":"U1","events":[]}""")]
    [InlineData("""{"destination":"U1"}""")]
    [InlineData("""{"nested":{"events":[1]},"events":[]}""")]
    [InlineData("not json")]
    [InlineData("")]
    public void A_body_without_provider_ids_has_no_key(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        Assert.Null(Key(bytes));
    }

    [Fact]
    public void WH6_A_signature_of_another_account_is_refused()
    {
        var other = Account("line-other", Guid.Empty.ToString(), ("channelSecret", "other-secret"));
        var request = Request(_body, Signature("other-secret", _body));

        Assert.True(_adapter.Authenticate(other, request).Accepted);
        Assert.False(_adapter.Authenticate(LongLived, request).Accepted);
    }

    private static string? Key(byte[] body)
    {
        var outcome = _adapter.Authenticate(LongLived, Request(body, Signature("testsecret", body)));
        Assert.True(outcome.Accepted);
        return outcome.DeliveryKey;
    }
}
