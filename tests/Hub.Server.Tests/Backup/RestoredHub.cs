using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Conversations;
using Hub.Server.Tests.Identity;
using Hub.Testing;

namespace Hub.Server.Tests.Backup;

/// <summary>A hub that came out of a backup and talks to the same provider as the one it was made of.</summary>
internal sealed class RestoredHub : HubFixture
{
    public RestoredHub(Dictionary<string, string?> settings, ChatHub source)
    {
        Source = source;
        foreach (var (name, value) in settings)
        {
            Settings[name] = value;
        }
    }

    public ChatHub Source { get; }

    public async Task<DeskClient> SignedInAsync(string role) => (await SignedInPeople.AddAsync(Services, Address, role)).Client;

    public async Task<List<JsonElement>> MessagesAsync(DeskClient client, Guid conversation) =>
        [.. (await client.SendAsync("GET", $"/api/conversations/{conversation}/messages?limit=200")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    public async Task<int> ReplyAsync(DeskClient client, Guid conversation, string text) =>
        (await client.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text })).Is(HttpStatusCode.Created).Json.GetProperty("number").GetInt32();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await TestDatabases.DropAsync(ConnectionString);
    }
}
