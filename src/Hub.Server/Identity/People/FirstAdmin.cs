using Hub.Server.Platform;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hub.Server.Identity;

/// <summary>
/// Makes the first admin from the settings when there is nobody yet. Nodes that start at once wait for each other, so there is one. Once somebody
/// exists the settings do nothing: a later start cannot bring an old password back.
/// </summary>
internal sealed partial class FirstAdmin(NpgsqlDataSource dataSource, IServiceScopeFactory scopes, IdentitySettings settings, ILogger<FirstAdmin> logger) : IHostedService
{
    private const long LockKey = 0x4372_6d48_7563;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Nearly every start: not worth making the whole model of the tables for.
        await using (var anybody = dataSource.CreateCommand("SELECT 1 FROM identity.agent LIMIT 1"))
        {
            if (await anybody.ExecuteScalarAsync(cancellationToken) is not null)
            {
                return;
            }
        }

        if (settings.AdminEmail is null)
        {
            Log.Nobody(logger);
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LockKey})", cancellationToken);
        if (await db.Set<Agent>().AnyAsync(cancellationToken))
        {
            return;
        }

        var errors = new InputErrors();
        var email = errors.Email("Hub__AdminEmail", settings.AdminEmail);
        if (errors.Any)
        {
            throw new StartupException("Hub__AdminEmail is not an e-mail address. Set it to the address the first admin signs in with.");
        }

        var password = errors.Password("Hub__AdminPassword", settings.AdminPassword);
        if (errors.Any)
        {
            throw new StartupException($"Hub__AdminPassword is not set or not {Passwords.MinLength} to {Passwords.MaxLength} characters long. It is needed once, to make the first admin.");
        }

        var admin = await scope.ServiceProvider.GetRequiredService<PeopleWriter>()
            .AddAgentAsync(email, "Admin", Role.Admin, [], "ja", password, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Log.Created(logger, admin!.Id);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(2030, LogLevel.Information, "Made the first admin, agent {AgentId}, from Hub__AdminEmail")]
        public static partial void Created(ILogger logger, Guid agentId);

        [LoggerMessage(2031, LogLevel.Warning, "There are no agents, so nobody can sign in. Set Hub__AdminEmail and Hub__AdminPassword and start again.")]
        public static partial void Nobody(ILogger logger);
    }
}
