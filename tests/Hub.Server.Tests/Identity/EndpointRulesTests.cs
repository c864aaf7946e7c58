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
        var roles = PermissionsPage.Roles();
        Assert.Equal(Permissions.All.Order(StringComparer.Ordinal), PermissionsPage.Rows("Roles").Select(row => row[0]).Order(StringComparer.Ordinal));
        Assert.Equal((await hub.ScalarAsync<string[]>("SELECT array_agg(key ORDER BY key COLLATE \"C\") FROM identity.role")), roles.Keys.Order(StringComparer.Ordinal));
        foreach (var (role, permissions) in roles)
        {
            var stored = await hub.ScalarAsync<string[]>("SELECT permissions FROM identity.role WHERE key = $1", role);
            Assert.Equal(permissions.Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task AZ1_Every_role_gets_from_every_route_what_the_page_says()
    {
        var routes = EndpointRules.Of(hub.Endpoints).ToDictionary(route => route.Name);
        var roles = PermissionsPage.Roles();
        var people = new Dictionary<string, Person>();
        foreach (var role in roles.Keys)
        {
            people[role] = await hub.PersonAsync(role);
        }

        var wrong = new List<string>();
        var said = new HashSet<string>();
        foreach (var row in PermissionsPage.Rows("Routes"))
        {
            var route = routes[row[0]];
            foreach (var who in roles.Keys.Append("nobody").Append("token"))
            {
                using var client = await ClientAsync(who, people);
                var answer = await client.SendAsync(route.Method == "ANY" ? "GET" : route.Method, route.SamplePath, route.Method is "POST" or "PUT" ? new { } : null);
                var expected = PermissionsPage.Expected(row[1], who, roles);
                said.Add($"{who} {expected}");
                var actual = answer.Code is "not_signed_in" or "forbidden" ? answer.Code : "allowed";
                if (actual != expected)
                {
                    wrong.Add($"{who}: {route.Name} expected {expected}, got {(int)answer.Status} {answer.Text}");
                }
            }
        }

        Assert.Empty(wrong);
        // A rule read wrongly would make everything look alike: whoever is not almighty is refused somewhere, and gets in somewhere.
        Assert.All(roles.Keys.Except(["admin"]).Append("token"), who => Assert.Contains($"{who} forbidden", said));
        Assert.All(roles.Keys.Append("nobody").Append("token"), who => Assert.Contains($"{who} allowed", said));
        Assert.Contains("nobody not_signed_in", said);
        Assert.DoesNotContain("admin forbidden", said);
    }

    [Fact]
    public void AZ1_Who_gets_in_follows_from_the_rule_and_the_roles()
    {
        var roles = new Dictionary<string, IReadOnlySet<string>> { ["admin"] = new HashSet<string> { "people.manage", "audit.see" }, ["agent"] = new HashSet<string> { "audit.see" } };
        string[] Of(string rule) => [.. new[] { "nobody", "agent", "admin", "token" }.Select(who => PermissionsPage.Expected(rule, who, roles))];

        Assert.Equal(["allowed", "allowed", "allowed", "allowed"], Of("itself: a signed link"));
        Assert.Equal(["not_signed_in", "allowed", "allowed", "allowed"], Of("signed in"));
        Assert.Equal(["not_signed_in", "allowed", "allowed", "forbidden"], Of("session"));
        Assert.Equal(["not_signed_in", "forbidden", "allowed", "allowed"], Of("people.manage"));
        Assert.Equal(["not_signed_in", "forbidden", "allowed", "forbidden"], Of("people.manage, session"));
        Assert.Equal(["not_signed_in", "forbidden", "allowed", "allowed"], Of("audit.see, people.manage"));
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
    public static IReadOnlyList<string[]> Rows(string heading) => [.. Table(heading).Skip(2)];

    /// <summary>What each role sees, by the first cell of the row.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, bool>> Sights()
    {
        var roles = Table("Who sees what")[0][1..].Select(name => name.ToLowerInvariant()).ToArray();
        return Rows("Who sees what").ToDictionary(
            row => row[0],
            row => (IReadOnlyDictionary<string, bool>)roles.Zip(row[1..]).ToDictionary(cell => cell.First, cell => cell.Second == "yes" || (cell.Second == "no" ? false : throw new FormatException(cell.Second))));
    }

    /// <summary>The permissions of each role: its key is the heading of its column in small letters.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Roles()
    {
        var heading = Table("Roles")[0];
        Assert.Equal(("Permission", "Allows"), (heading[0], heading[^1]));
        Assert.All(Rows("Roles"), row => Assert.All(row[1..^1], cell => Assert.Contains(cell, new[] { "yes", "no" })));
        return Enumerable.Range(1, heading.Length - 2).ToDictionary(
            column => heading[column].ToLowerInvariant(),
            column => (IReadOnlySet<string>)Rows("Roles").Where(row => row[column] == "yes").Select(row => row[0]).ToHashSet());
    }

    /// <summary>What a rule means for a role, for nobody, and for a token of an admin.</summary>
    public static string Expected(string rule, string who, IReadOnlyDictionary<string, IReadOnlySet<string>> roles)
    {
        if (rule.StartsWith("itself:", StringComparison.Ordinal))
        {
            return "allowed";
        }

        if (who == "nobody")
        {
            return "not_signed_in";
        }

        var holds = roles[who == "token" ? "admin" : who];
        return rule.Split(", ").All(part => part == "signed in" || (part == "session" ? who != "token" : holds.Contains(part))) ? "allowed" : "forbidden";
    }

    private static IReadOnlyList<string[]> Table(string heading, [CallerFilePath] string here = "")
    {
        var page = Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/permissions.md");
        return [.. File.ReadLines(page)
            .SkipWhile(line => line != $"## {heading}")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray())];
    }
}
