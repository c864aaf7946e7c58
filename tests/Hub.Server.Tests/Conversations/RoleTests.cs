using System.Net;
using Hub.Server.Tests.Identity;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>What the roles that come with the product can do in a conversation.</summary>
public sealed class RoleTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task A_trainee_writes_notes_and_drafts_but_nothing_to_the_customer()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Of the trainee");
        using var trainee = await hub.SignedInAsync("trainee");

        (await trainee.SendAsync("POST", $"/api/conversations/{conversation}/notes", Text("I would say yes"))).Is(HttpStatusCode.Created);
        (await trainee.SendAsync("PUT", $"/api/conversations/{conversation}/draft", new { kind = "reply", text = "Yes, of course" })).Is(HttpStatusCode.NoContent);
        (await trainee.SendAsync("POST", $"/api/conversations/{conversation}/messages", Text("Yes"))).Is(HttpStatusCode.Forbidden, "forbidden");
        (await trainee.SendAsync("PUT", $"/api/conversations/{conversation}/status", new { status = "resolved" })).Is(HttpStatusCode.Forbidden, "forbidden");
        (await trainee.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId = (Guid?)null })).Is(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task An_auditor_sees_everything_and_leaves_no_mark()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Of another team");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = await hub.TeamAsync("Audited") })).Is(HttpStatusCode.OK);
        using var auditor = await hub.SignedInAsync("auditor");
        var before = (await auditor.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(1, before.GetProperty("unread").GetInt32());

        (await auditor.SendAsync("PUT", $"/api/conversations/{conversation}/read", new { upTo = 100 })).Is(HttpStatusCode.OK);
        (await auditor.SendAsync("POST", $"/api/conversations/{conversation}/notes", Text("Looked at"))).Is(HttpStatusCode.Forbidden, "forbidden");

        var after = (await auditor.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal((1, before.GetProperty("version").GetInt32()), (after.GetProperty("unread").GetInt32(), after.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task An_outsourced_agent_sees_the_work_of_the_own_team_and_no_unassigned_work()
    {
        var team = await hub.TeamAsync("Outsourced support");
        var (_, given) = await hub.PersonWithConversationAsync("Given out");
        var (_, unassigned) = await hub.PersonWithConversationAsync("Kept in");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{given}/assignment", new { teamId = team })).Is(HttpStatusCode.OK);
        using var outsourced = await hub.SignedInAsync("outsourced", team);

        (await outsourced.SendAsync("GET", $"/api/conversations/{given}")).Is(HttpStatusCode.OK);
        (await outsourced.SendAsync("GET", $"/api/conversations/{unassigned}")).Is(HttpStatusCode.NotFound);
        var customers = (await outsourced.SendAsync("GET", "/api/customers?limit=100")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray();
        var customer = (await hub.Admin.SendAsync("GET", $"/api/conversations/{given}")).Json.GetProperty("customer").GetProperty("id").GetGuid();
        Assert.Equal([customer], customers.Select(listed => listed.GetProperty("id").GetGuid()));
    }

    private static object Text(string text) => new { id = Guid.CreateVersion7(), text };
}
