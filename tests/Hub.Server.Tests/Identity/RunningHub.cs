using System.Net;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Identity;

/// <summary>One node of the hub over real HTTP on its own database, and people who use it.</summary>
public sealed class RunningHub : IAsyncLifetime
{
    public const string PublicUrl = "http://hub.test";
    public const string Password = "correct horse battery";

    private readonly List<WebApplication> _nodes = [];
    private static readonly string Files = TestFolders.New("files");
    private string _connectionString = "";
    private int _people;

    internal IServiceProvider Services => _nodes[0].Services;

    internal IReadOnlyList<RouteEndpoint> Endpoints => [.. Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public async ValueTask InitializeAsync()
    {
        _connectionString = await TestDatabases.CreateAsync(TestContext.Current.CancellationToken);
        await StartNodeAsync();
    }

    /// <summary>Starts one more node on the same database; the address it listens on.</summary>
    internal Task<WebApplication> StartNodeAsync(params string[] settings) => StartNodeAsync(_ => { }, settings);

    /// <param name="map">Adds routes of the test's own.</param>
    internal async Task<WebApplication> StartNodeAsync(Action<WebApplication> map, params string[] settings)
    {
        var node = await BuildAsync(_connectionString, settings);
        map(node);
        await node.StartAsync();
        _nodes.Add(node);
        return node;
    }

    internal static Task<WebApplication> BuildAsync(string connectionString, params string[] settings) => HubApplication.BuildAsync(
    [
        "--urls=http://127.0.0.1:0",
        $"--ConnectionStrings:Hub={connectionString}",
        $"--Hub:PublicUrl={PublicUrl}",
        $"--Hub:DataDirectory={TestFolders.New("hub")}",
        $"--Hub:MasterKey={Convert.ToBase64String(new byte[32])}",
        $"--Hub:FilesDirectory={Files}",
        "--Logging:LogLevel:Default=None",
        "--Logging:LogLevel:Microsoft.Hosting.Lifetime=None",
        "--Logging:LogLevel:Microsoft.Extensions.Hosting=None",
        .. settings,
    ], HubFixture.HashQuickly);

    /// <summary>A browser page of the hub; <paramref name="from"/> is its own address (any of 127.0.0.0/8).</summary>
    internal DeskClient Browser(string from = "127.0.0.1", WebApplication? node = null) => new(new Uri((node ?? _nodes[0]).Urls.Single()), IPAddress.Parse(from));

    internal async Task<Person> PersonAsync(string role, params Guid[] teams)
    {
        var email = $"person{Interlocked.Increment(ref _people)}@hub.test";
        await using var scope = Services.CreateAsyncScope();
        var agent = await scope.ServiceProvider.GetRequiredService<PeopleWriter>()
            .AddAgentAsync(email, "Person", role, teams, "en", Password, TestContext.Current.CancellationToken);
        return new Person(agent!.Id, email);
    }

    internal async Task<Guid> TeamAsync(string name)
    {
        await using var scope = Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<PeopleWriter>().AddTeamAsync(name, TestContext.Current.CancellationToken))!.Id;
    }

    /// <summary>A browser in which this person is signed in, without the cost of a password check.</summary>
    internal async Task<DeskClient> SignedInAsync(Person person, WebApplication? node = null)
    {
        var time = Services.GetRequiredService<TimeProvider>();
        var token = SecretToken.Create();
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
        var session = new Session
        {
            Id = NewId.Create(time),
            TokenHash = SecretToken.Hash(token),
            AgentId = person.Id,
            CreatedAt = time.GetUtcNow(),
            LastSeenAt = time.GetUtcNow(),
            ExpiresAt = time.GetUtcNow() + SignedInAgents.AbsoluteLimit,
        };
        db.Add(session);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var browser = Browser(node: node);
        browser.Cookie = $"crmhub={token}";
        browser.SessionId = session.Id;
        return browser;
    }

    internal async Task<DeskClient> SignedInAsync(string role) => await SignedInAsync(await PersonAsync(role));

    internal async Task<int> SqlAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    internal async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.StopAsync();
            await node.DisposeAsync();
        }
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}

internal sealed record Person(Guid Id, string Email);
