using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Hub.Channels.Tests.Simulator;

/// <summary>Receives webhooks as raw bytes and answers what the test decides.</summary>
public sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Hook> received = new();

    private HookServer(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    /// <summary>The status for a webhook; 200 unless a test says otherwise.</summary>
    public Func<Hook, Task<int>> Answer { get; set; } = _ => Task.FromResult(200);

    public IReadOnlyList<Hook> Received => [.. received];

    public IEnumerable<JsonObject> Events => received.SelectMany(hook => hook.Events);

    public static async Task<HookServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new HookServer(app);
        app.MapPost("/{**path}", (Delegate)server.ReceiveAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> ReceiveAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer);
        var hook = new Hook(http.Request.Path, http.Request.Headers["x-line-signature"].FirstOrDefault() ?? http.Request.Headers["X-Twilio-Signature"].ToString(), buffer.ToArray());
        received.Enqueue(hook);
        return Results.StatusCode(await Answer(hook));
    }

    public sealed record Hook(string Path, string Signature, byte[] Bytes)
    {
        public JsonObject Body => JsonNode.Parse(Bytes)!.AsObject();
        public JsonObject[] Events => [.. Body["events"]!.AsArray().Select(item => item!.AsObject())];
    }
}
