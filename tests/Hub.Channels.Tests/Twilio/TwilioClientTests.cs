using System.Net.Http.Json;
using Hub.Channels.Tests.Simulator;
using Hub.Channels.Twilio;
using Twilio.Clients;
using Twilio.Exceptions;
using Twilio.Http;
using Twilio.Rest.Api.V2010.Account;
using Twilio.Security;
using Xunit;
using static Hub.Channels.Tests.Twilio.TwilioTestAccount;

namespace Hub.Channels.Tests.Twilio;

/// <summary>Twilio's own client for .NET: it accepts what we sign and we accept what it would, and it drives the simulator as it drives Twilio.</summary>
public sealed class TwilioClientTests
{
    private const string Json = """{"events":["日本語"]}""";

    [Theory]
    [InlineData("text")]
    [InlineData("mms")]
    [InlineData("status-undelivered")]
    [InlineData("stop-ja")]
    public void WH4_The_client_accepts_what_the_adapter_accepts_for_every_body_and_port(string payload)
    {
        var validator = new RequestValidator(Token);
        var body = Payload(payload);
        var form = TwilioForm.Parse(body).Fields.ToDictionary(field => field.Name, field => field.Value);
        foreach (var url in new[] { Url, Url + "?a=1&b=%E3%81%82", "https://hub.example:443/webhooks/twilio/sms-shop/messages", "https://hub.example:8443/x", "http://hub.example/x" })
        {
            var signature = TwilioSignature.Of(Token, url, TwilioSignature.Parameters(body));
            Assert.True(validator.Validate(url, form, signature));
            Assert.False(validator.Validate(url, form, TwilioSignature.Of("other", url, TwilioSignature.Parameters(body))));
            Assert.True(new ScriptedProvider().Adapter().Authenticate(Account, Form(body, signature, url)).Accepted);
        }
    }

    [Fact]
    public void WH4_The_client_accepts_our_JSON_signature()
    {
        var url = Url + "?bodySHA256=" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Bytes(Json)));

        Assert.True(new RequestValidator(Token).Validate(url, Json, TwilioSignature.Of(Token, url, "")));
        Assert.False(new RequestValidator(Token).Validate(url, Json + " ", TwilioSignature.Of(Token, url, "")));
    }

    [Fact]
    public async Task The_client_sends_lists_and_reads_errors_at_the_simulator()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var account = (await simulator.Http.GetFromJsonAsync<System.Text.Json.JsonElement>("/sim/sms/sms-demo", TestContext.Current.CancellationToken));
        var (sid, number) = (account.GetProperty("accountSid").GetString()!, account.GetProperty("number").GetString()!);
        using var http = new System.Net.Http.HttpClient(new ToSimulator(simulator.Http.BaseAddress!));
        var client = new TwilioRestClient(sid, "sms-demo-token", httpClient: new SystemNetHttpClient(http));

        var sent = await MessageResource.CreateAsync(to: "+819000001201", from: number, body: "こんにちは", client: client);
        Assert.Equal(("こんにちは", MessageResource.DirectionEnum.OutboundApi), (sent.Body, sent.Direction));
        Assert.Equal(sent.Sid, (await MessageResource.FetchAsync(sent.Sid, client: client)).Sid);
        Assert.Contains(await MessageResource.ReadAsync(to: "+819000001201", client: client), message => message.Sid == sent.Sid);

        var refused = await Assert.ThrowsAsync<ApiException>(() => MessageResource.CreateAsync(to: "+15005550004", from: number, body: "x", client: client));
        Assert.Equal((400, 21610), (refused.Status, refused.Code));
        var stranger = new TwilioRestClient(sid, "wrong", httpClient: new SystemNetHttpClient(http));
        Assert.Equal(20003, (await Assert.ThrowsAsync<ApiException>(() => MessageResource.FetchAsync(sent.Sid, client: stranger))).Code);
    }

    private sealed class ToSimulator(Uri address) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(address, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
