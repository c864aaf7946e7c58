using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Bench.Baselines;

/// <summary>
/// What ASP.NET Core does when it has nothing to do: reads a body and answers 200; sends a row of the usual size to everybody. It also plays LINE's
/// profile call, so that nothing leaves this machine. Prints its address, ends with its input.
/// </summary>
internal static class BareServer
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSignalR();
        await using var app = builder.Build();
        app.MapPost("/hook", (Delegate)ReadAsync);
        app.MapPost("/say", async (HttpContext context, IHubContext<BareHub> hub) =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            var text = body.RootElement.GetProperty("events")[0].GetProperty("message").GetProperty("text").GetString()!;
            await hub.Clients.All.SendAsync("frame", Frame(text), CancellationToken.None);
            return TypedResults.Ok();
        });
        app.MapPost("/burst/{first:long}/{count:int}", async (long first, int count, IHubContext<BareHub> hub) =>
        {
            for (var number = first; number < first + count; number++)
            {
                await hub.Clients.All.SendAsync("frame", Frame(Wire.Webhooks.Text(number)), CancellationToken.None);
            }

            return TypedResults.Ok();
        });
        app.MapGet("/v2/bot/profile/{userId}", (string userId) => TypedResults.Ok(new { userId, displayName = "Guest " + userId[^6..], language = "ja" }));
        app.MapHub<BareHub>("/hub");
        await app.StartAsync();
        Console.Out.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }

    private static async Task<IResult> ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return TypedResults.Ok();
            }
        }
    }

    private static object Frame(string text) => new
    {
        group = "all",
        epoch = "0198a5e44c6a7d0f9a1b2c3d4e5f6071",
        after = 1000,
        upTo = 1001,
        events = new[]
        {
            new
            {
                type = "conversation",
                row = new
                {
                    id = "0198a5e4-4c6a-7d0f-9a1b-2c3d4e5f6071", number = 1234, version = 17, channel = "line", accountId = "0198a5e4-4c6a-7d0f-9a1b-2c3d4e5f6072", accountName = "Bench",
                    brandId = "0198a5e4-4c6a-7d0f-9a1b-2c3d4e5f6073", brandName = "Main", status = "open", ownerId = (string?)null, teamId = (string?)null, tags = Array.Empty<string>(),
                    customer = new { id = "0198a5e4-4c6a-7d0f-9a1b-2c3d4e5f6074", name = "Guest 000123", pictureUrl = (string?)null },
                    lastMessage = new { number = 17, kind = "inbound", sender = "customer", preview = text, contentType = "text", at = "2026-04-01T00:00:00.000000Z" },
                    lastNumber = 17, lastActivityAt = "2026-04-01T00:00:00.000000Z", waitingSince = "2026-04-01T00:00:00.000000Z", unread = 17, dueAt = (string?)null,
                    createdAt = "2026-04-01T00:00:00.000000Z", attention = false,
                },
            },
        },
    };
}

internal sealed class BareHub : Microsoft.AspNetCore.SignalR.Hub;
