using Hub.Channels.Twilio;
using Xunit;
using static Hub.Channels.Tests.Twilio.TwilioTestAccount;

namespace Hub.Channels.Tests.Twilio;

/// <summary>With the vectors of Twilio's own clients (2026-06), computed again.</summary>
public sealed class TwilioSignatureTests
{
    private const string VectorUrl = "https://mycompany.com/myapp.php?foo=1&bar=2";
    private const string Json = """{"property": "value", "boolean": true}""";
    private const string JsonHash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    private static readonly byte[] _vector = Bytes("To=%2B18005551212&Digits=1234&CallSid=CA1234567890ABCDE&From=%2B14158675309&Caller=%2B14158675309");

    [Theory]
    [InlineData(VectorUrl, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    [InlineData("https://mycompany.com:443/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w=")]
    [InlineData("https://mycompany.com:1234/myapp.php?foo=1&bar=2", "CYn1h0gLBdNxDGkKJg6hYohgeD8=")]
    public void WH4_The_vectors_of_the_providers_clients_hold_with_and_without_a_port(string url, string signature)
    {
        Assert.True(Accepts(Form(_vector, signature, url)));
        Assert.False(Accepts(Form(_vector, signature, url.Replace("foo=1", "foo=2", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("RSOYDt4T1cUTdK1PDd93/VVr8B8=", ":443")]
    [InlineData("kvajT1Ptam85bY51eRf/AJRuM3w=", "")]
    [InlineData("RSOYDt4T1cUTdK1PDd93/VVr8B8=", ":8443")]
    public void WH4_A_signature_over_the_other_form_of_the_port_holds(string signature, string port) =>
        Assert.True(Accepts(Form(_vector, signature, VectorUrl.Replace(".com", ".com" + port, StringComparison.Ordinal))));

    [Theory]
    [InlineData("https://h.example/a", "https://h.example/a", "https://h.example:443/a")]
    [InlineData("HTTP://H.Example?x=http://y:1/", "HTTP://H.Example?x=http://y:1/", "HTTP://H.Example:80?x=http://y:1/")]
    [InlineData("https://user:pass@h.example/a", "https://user:pass@h.example/a", "https://user:pass@h.example:443/a")]
    [InlineData("https://user:pass@h.example:8443/a@b:1", "https://user:pass@h.example/a@b:1", "https://user:pass@h.example:8443/a@b:1")]
    [InlineData("https://[::1]/a", "https://[::1]/a", "https://[::1]:443/a")]
    [InlineData("https://[::1]:9/a", "https://[::1]/a", "https://[::1]:9/a")]
    [InlineData("https://h.example", "https://h.example", "https://h.example:443")]
    public void WH4_The_port_is_added_and_taken_away_without_touching_the_rest(string url, string without, string with) =>
        Assert.Equal((without, with), TwilioSignature.Ports(url));

    [Fact]
    public void WH4_A_JSON_body_is_signed_by_its_hash_in_the_address()
    {
        const string url = VectorUrl + "&bodySHA256=" + JsonHash;
        var request = Request(Bytes(Json), "a9nBmqA0ju/hNViExpshrM61xv4=", url, "application/json");

        Assert.True(Accepts(request));
        Assert.False(Accepts(request with { Body = Bytes(Json + " ") }));
        Assert.False(Accepts(request with { Url = url.Replace(JsonHash[..4], "0000", StringComparison.Ordinal) }));
        Assert.False(Accepts(Request(Bytes(Json), TwilioSignature.Of("12345", VectorUrl, ""), VectorUrl, "application/json")));
    }

    [Fact]
    public void WH4_Parameters_are_sorted_by_code_unit_and_repetitions_count_once()
    {
        Assert.Equal("AxBb1Bb2_üaz", TwilioSignature.Parameters(Bytes("a=z&Bb=2&_=%C3%BC&Bb=1&Bb=2&A=x")));
        Assert.Equal("Body1 + 1 = 2", TwilioSignature.Parameters(Bytes("Body=1+%2B+1+%3D+2")));
    }

    [Fact]
    public void WH6_A_signature_for_another_account_or_address_does_not_hold()
    {
        var body = Payload("text");
        var adapter = new ScriptedProvider().Adapter();

        Assert.True(adapter.Authenticate(Account, Signed(body)).Accepted);
        Assert.False(adapter.Authenticate(Account, Signed(body) with { Url = Url.Replace("sms-shop", "sms-other", StringComparison.Ordinal) }).Accepted);
        Assert.False(adapter.Authenticate(Account, Signed(body) with { Url = Url.Replace("messages", "status", StringComparison.Ordinal) }).Accepted);
        Assert.False(adapter.Authenticate(Account, Signed(body, token: "another")).Accepted);
    }

    [Theory]
    [InlineData("http://127.0.0.1/webhooks/twilio/sms-shop/messages")]
    [InlineData("http://localhost:8080/webhooks/twilio/sms-shop/messages")]
    public void WH7_An_address_of_this_machine_opens_nothing(string url)
    {
        var body = Payload("text");

        Assert.Equal("no_signature", new ScriptedProvider().Adapter().Authenticate(Account, Form(body, null, url)).Reason);
        Assert.Equal("bad_signature", new ScriptedProvider().Adapter().Authenticate(Account, Form(body, "AAAA", url)).Reason);
    }

    [Fact]
    public void WH4_The_accounts_own_public_address_replaces_the_hubs()
    {
        var body = Payload("text");
        var account = With(("publicUrl", "https://Sms.Example:8443/"));

        var signed = Signed(body, "https://Sms.Example:8443/webhooks/twilio/sms-shop/messages?a=1");
        Assert.True(new ScriptedProvider().Adapter().Authenticate(account, signed with { Url = "http://10.0.0.1:8080/webhooks/twilio/sms-shop/messages?a=1" }).Accepted);
    }

    [Fact]
    public void WH5_The_same_delivery_has_the_same_key_and_another_reference_another()
    {
        var body = Payload("status-sent");
        const string url = "https://hub.example/webhooks/twilio/sms-shop/status?ref=0198.12";
        var adapter = new ScriptedProvider().Adapter();

        var first = adapter.Authenticate(Account, Signed(body, url));

        Assert.Equal(first.DeliveryKey, adapter.Authenticate(Account, Signed(body, url)).DeliveryKey);
        Assert.Equal("0198.12", Assert.IsType<ReceiptReceived>(Assert.Single(adapter.Read(Account, first.Stored!.Value))).Reference);

        // A parameter of the same name in the body does not come before ours, and one that is no reference is left out.
        var forged = adapter.Authenticate(Account, Signed([.. body, .. "&HubRef=other.1"u8], url));
        Assert.Equal("0198.12", Assert.IsType<ReceiptReceived>(Assert.Single(adapter.Read(Account, forged.Stored!.Value))).Reference);
        Assert.Null(adapter.Authenticate(Account, Signed(body, url + "%26To%3D")).Stored);
    }

    private static bool Accepts(InboundRequest request) =>
        new ScriptedProvider().Adapter().Authenticate(Account with { Secrets = new Dictionary<string, string> { ["authToken"] = "12345" } }, request).Accepted;
}
