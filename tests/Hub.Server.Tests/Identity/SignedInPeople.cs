using System.Net;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Server.Tests.Identity;

/// <summary>People made for a test, signed in without the cost of a password check.</summary>
internal static class SignedInPeople
{
    private static int count;

    public static async Task<(Guid Id, DeskClient Client)> AddAsync(IServiceProvider services, Uri address, string role, params Guid[] teams)
    {
        var number = Interlocked.Increment(ref count);
        await using var scope = services.CreateAsyncScope();
        var agent = await scope.ServiceProvider.GetRequiredService<PeopleWriter>()
            .AddAgentAsync($"{role}{number}@hub.test", $"{role} {number}", role, teams, "en", "correct horse battery", CancellationToken.None);
        var client = new DeskClient(address, IPAddress.Loopback);
        (client.Cookie, client.SessionId) = await SessionAsync(services, agent!.Id);
        return (agent.Id, client);
    }

    public static async Task<string> CookieAsync(IServiceProvider services, Guid agentId) => (await SessionAsync(services, agentId)).Cookie;

    private static async Task<(string Cookie, Guid Id)> SessionAsync(IServiceProvider services, Guid agentId)
    {
        await using var scope = services.CreateAsyncScope();
        var time = services.GetRequiredService<TimeProvider>();
        var token = SecretToken.Create();
        var session = new Session
        {
            Id = NewId.Create(time),
            TokenHash = SecretToken.Hash(token),
            AgentId = agentId,
            CreatedAt = time.GetUtcNow(),
            LastSeenAt = time.GetUtcNow(),
            ExpiresAt = time.GetUtcNow() + SignedInAgents.AbsoluteLimit,
        };
        var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
        db.Add(session);
        await db.SaveChangesAsync();
        return ($"crmhub={token}", session.Id);
    }
}
