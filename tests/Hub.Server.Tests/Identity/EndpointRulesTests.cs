using System.Net;
using System.Runtime.CompilerServices;
using Hub.Server.Identity;
using Hub.Server.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Identity;

/// <summary>Holds the running server and docs/permissions.md against each other.</summary>
public sealed class EndpointRulesTests(RunningHub hub) : IClassFixture<RunningHub>
{
    [Fact]
    public void AZ1_Every_endpoint_and_hub_method_states_a_rule()
    {
        Assert.NotEmpty(EndpointRules.Of(hub.Endpoints));
        Assert.DoesNotContain(EndpointRules.Of(hub.Endpoints), route => route.Rule is null);
        Assert.DoesNotContain(EndpointRules.OfHubs(hub.Endpoints), method => method.Rule is null);
    }

    [Fact]
    public async Task AZ1_What_states_no_rule_is_found_and_refused()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSignalR();
        await using var app = builder.Build();
        app.MapGet("/unstated", () => "data");
        app.MapGet("/open-without-saying-how", () => "data").AllowAnonymous();
        app.MapGet("/stated/{id:guid}", () => "data").RequireSignedIn();
        app.MapPost("/both", () => "data").RequireSession().RequirePermission(Permissions.ManagePeople);
        app.MapHub<UnstatedHub>("/hubs/unstated");
        app.MapHub<UnstatedHub>("/hubs/stated").RequireSignedIn();
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();

        Assert.Equal(
            [("POST /both", "people.manage, session"), ("GET /open-without-saying-how", null), ("GET /stated/{id:guid}", "signed in"), ("GET /unstated", null)],
            EndpointRules.Of(endpoints).Select(route => (route.Name, route.Rule)));
        Assert.Equal(
            [("/hubs/stated Manage", "people.manage"), ("/hubs/stated Say", "signed in"), ("/hubs/unstated Manage", "people.manage"), ("/hubs/unstated Say", null)],
            EndpointRules.OfHubs(endpoints));
        Assert.Throws<ArgumentException>(() => app.MapGet("/typo", () => "data").RequirePermission("people.mange"));
    }

    [Fact]
    public void AZ1_The_page_lists_exactly_the_routes_and_hub_methods_there_are()
    {
        Assert.Equal(
            EndpointRules.Of(hub.Endpoints).Select(route => (route.Name, route.Rule!)).Order(),
            PermissionsPage.Rows("Routes").Select(row => (row[0], row[1])).Order());
        Assert.Equal(
            EndpointRules.OfHubs(hub.Endpoints).Select(method => (method.Name, method.Rule!)).Order(),
            PermissionsPage.Rows("Hubs").Select(row => (row[0], row[1])).Order());
    }

    [Fact]
    public async Task AZ1_The_page_lists_exactly_the_permissions_of_each_role()
    {
        var rows = PermissionsPage.Rows("Roles");
        Assert.Equal(Permissions.All.Order(StringComparer.Ordinal), rows.Select(row => row[0]).Order(StringComparer.Ordinal));
        foreach (var (role, column) in new[] { ("agent", 1), ("supervisor", 2), ("admin", 3) })
        {
            var stored = await hub.ScalarAsync<string[]>("SELECT permissions FROM identity.role WHERE key = $1", role);
            Assert.Equal(rows.Where(row => row[column] == "yes").Select(row => row[0]).Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task AZ1_Every_role_gets_from_every_route_what_the_page_says()
    {
        var routes = EndpointRules.Of(hub.Endpoints).ToDictionary(route => route.Name);
        var people = new Dictionary<string, Person>();
        foreach (var role in new[] { "agent", "supervisor", "admin" })
        {
            people[role] = await hub.PersonAsync(role);
        }

        var wrong = new List<string>();
        foreach (var row in PermissionsPage.Rows("Routes"))
        {
            var route = routes[row[0]];
            foreach (var (who, column) in new[] { ("nobody", 2), ("agent", 3), ("supervisor", 4), ("admin", 5), ("token", 6) })
            {
                using var client = await ClientAsync(who, people);
                var answer = await client.SendAsync(route.Method == "ANY" ? "GET" : route.Method, route.SamplePath, route.Method is "POST" or "PUT" ? new { } : null);
                var expected = row[column] == "yes" ? "allowed" : who == "nobody" ? "not_signed_in" : "forbidden";
                var actual = answer.Code is "not_signed_in" or "forbidden" ? answer.Code : "allowed";
                if (actual != expected)
                {
                    wrong.Add($"{who}: {route.Name} expected {expected}, got {(int)answer.Status} {answer.Text}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task AZ1_A_route_without_a_rule_is_refused_to_strangers_when_the_server_runs()
    {
        var node = await hub.StartNodeAsync(app =>
        {
            app.MapGet("/unstated", () => "data");
            app.MapGet("/open", () => "data").AuthenticatesItself("by nothing");
        });
        using var stranger = hub.Browser(node: node);

        (await stranger.SendAsync("GET", "/unstated")).Is(HttpStatusCode.Unauthorized, "not_signed_in");
        (await stranger.SendAsync("GET", "/open")).Is(HttpStatusCode.OK);
        (await stranger.SendAsync("PATCH", "/open")).Is(HttpStatusCode.MethodNotAllowed);
    }

    private async Task<DeskClient> ClientAsync(string who, Dictionary<string, Person> people)
    {
        if (who == "nobody")
        {
            return hub.Browser();
        }

        // A session of its own for each call: one of the calls signs out.
        var client = await hub.SignedInAsync(people[who == "token" ? "admin" : who]);
        if (who == "token")
        {
            var created = (await client.SendAsync("POST", "/api/tokens", new { name = "matrix" })).Is(HttpStatusCode.Created);
            await hub.SqlAsync("UPDATE identity.api_token SET revoked_at = now() WHERE id <> $1 AND name = 'matrix'", created.Id);
            client.Cookie = null;
            client.Bearer = created.Json.GetProperty("token").GetString();
        }

        return client;
    }

    private sealed class UnstatedHub : Microsoft.AspNetCore.SignalR.Hub
    {
        public Task Say() => Clients.All.SendAsync("said");

        [RequiresPermission(Permissions.ManagePeople)]
        public Task Manage() => Clients.All.SendAsync("managed");

        public override Task OnConnectedAsync() => Task.CompletedTask;
    }
}

/// <summary>The tables of docs/permissions.md.</summary>
internal static class PermissionsPage
{
    public static IReadOnlyList<string[]> Rows(string heading, [CallerFilePath] string here = "")
    {
        var page = Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/permissions.md");
        return [.. File.ReadLines(page)
            .SkipWhile(line => line != $"## {heading}")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray())];
    }
}
