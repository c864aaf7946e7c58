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
        var time = services.GetRequiredService<TimeProvider>();
        var token = SecretToken.Create();
        var session = new Session
        {
            Id = NewId.Create(time),
            TokenHash = SecretToken.Hash(token),
            AgentId = agent!.Id,
            CreatedAt = time.GetUtcNow(),
            LastSeenAt = time.GetUtcNow(),
            ExpiresAt = time.GetUtcNow() + SignedInAgents.AbsoluteLimit,
        };
        var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
        db.Add(session);
        await db.SaveChangesAsync();
        return (agent.Id, new DeskClient(address, IPAddress.Loopback) { Cookie = $"crmhub={token}", SessionId = session.Id });
    }
}
