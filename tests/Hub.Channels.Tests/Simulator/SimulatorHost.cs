using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Simulator;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Hub.Channels.Tests.Simulator;

/// <summary>A simulator on a free port, its clock, and an endpoint that receives its webhooks.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    public const string Secret = "line-demo-secret";
    private readonly WebApplication app;

    private SimulatorHost(WebApplication app, MovableClock clock, HookServer hooks, HttpClient http)
    {
        this.app = app;
        Clock = clock;
        Hooks = hooks;
        Http = http;
    }

    public MovableClock Clock { get; }
    public HookServer Hooks { get; }

    /// <summary>Without a token; <see cref="LineAsync"/> adds the long-lived one.</summary>
    public HttpClient Http { get; }

    public static async Task<SimulatorHost> StartAsync(string? data = null)
    {
        var clock = new MovableClock();
        var hooks = await HookServer.StartAsync();
        string[] args = ["--urls", "http://127.0.0.1:0", "--hub", hooks.Address, "--Logging:LogLevel:Default", "Warning", .. data is null ? Array.Empty<string>() : ["--data", data]];
        var app = SimulatorApp.Build(args, clock);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
        var host = new SimulatorHost(app, clock, hooks, http);
        await host.SimAsync(HttpMethod.Put, "", new { delivery = new { retryBaseMs = 20, retryMaxMs = 40, maxAttempts = 5, timeoutMs = 60_000 } });
        return host;
    }

    public async Task<string> UserAsync(int index = 0) =>
        (await SimAsync(HttpMethod.Get, "/users"))["items"]!.AsArray()[index]!["userId"]!.GetValue<string>();

    /// <summary>Calls the control API of the account and expects success.</summary>
    public async Task<JsonObject> SimAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await SendAsync(method, "/sim/accounts/line-demo" + path, body);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    public Task<JsonObject> WriteAsync(string userId, object message, string wait = "settled") =>
        SimAsync(HttpMethod.Post, $"/users/{userId}/messages?wait={wait}", message);

    public Task<JsonObject> FaultsAsync(object faults) => SimAsync(HttpMethod.Put, "/faults", faults);

    /// <summary>Calls LINE's API with the long-lived token.</summary>
    public Task<HttpResponseMessage> LineAsync(HttpMethod method, string path, object? body = null, string? retryKey = null, string token = "line-demo-token") =>
        SendAsync(method, path, body, token, retryKey);

    public Task<HttpResponseMessage> PushAsync(string to, string text, string? retryKey = null) =>
        LineAsync(HttpMethod.Post, "/v2/bot/message/push", new { to, messages = new[] { new { type = "text", text } } }, retryKey);

    public Task<HttpResponseMessage> ReplyAsync(string replyToken, string text) =>
        LineAsync(HttpMethod.Post, "/v2/bot/message/reply", new { replyToken, messages = new[] { new { type = "text", text } } });

    public async Task<JsonObject[]> ThreadAsync(string userId) =>
        [.. (await SimAsync(HttpMethod.Get, $"/users/{userId}/thread"))["items"]!.AsArray().Select(line => line!.AsObject())];

    public static async Task<JsonObject> BodyAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(JsonSerializerOptions.Web, TestContext.Current.CancellationToken))!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await Hooks.DisposeAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, string? token = null, string? retryKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        if (retryKey is not null)
        {
            request.Headers.Add("X-Line-Retry-Key", retryKey);
        }
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
