using Hub.Server.Platform;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hub.Server.Identity;

/// <summary>Makes agents and teams, for the API, the first start and demo data. Checks no rights: the caller does.</summary>
internal sealed class PeopleWriter(HubDbContext db, Passwords passwords, TimeProvider time)
{
    /// <summary>Null when somebody has this e-mail address already.</summary>
    /// <param name="roleKey">The role everywhere; null when there are only grants.</param>
    public async Task<Agent?> AddAgentAsync(
        string email, string name, string? roleKey, IEnumerable<Guid> teamIds, string language, string? password, CancellationToken cancellationToken, IReadOnlyList<WantedRole>? grants = null,
        string? workName = null)
    {
        var role = roleKey is null ? null : await db.Set<Role>().SingleAsync(role => role.Key == roleKey, cancellationToken);
        var id = NewId.Create(time);
        var teams = teamIds.Distinct().ToList();
        var agent = new Agent
        {
            Id = id,
            Email = email,
            EmailKey = Agent.KeyOf(email),
            Name = name,
            WorkName = workName,
            PasswordHash = password is null ? null : passwords.Hash(password),
            RoleId = role?.Id,
            Role = role,
            Language = language,
            CreatedAt = time.GetUtcNow(),
            Memberships = [.. teams.Select(teamId => new TeamMember { TeamId = teamId, AgentId = id })],
            Grants = [.. (grants ?? []).Select(grant => new AgentGrant { Id = NewId.Create(time), AgentId = id, RoleId = grant.Role.Id, TeamId = grant.TeamId, BrandId = grant.BrandId })],
        };
        db.Add(agent);
        var ownTransaction = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
        await using (ownTransaction)
        {
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException exception) when (IsTaken(exception, "agent_email_key"))
            {
                db.ChangeTracker.Clear();
                return null;
            }

            await AccessChanges.BumpTeamsAsync(db, teams, cancellationToken);
            if (ownTransaction is not null)
            {
                await ownTransaction.CommitAsync(cancellationToken);
            }
        }

        return agent;
    }

    /// <summary>Null when there is a team of this name already.</summary>
    public async Task<Team?> AddTeamAsync(string name, CancellationToken cancellationToken)
    {
        var team = new Team { Id = NewId.Create(time), Name = name };
        db.Add(team);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return team;
        }
        catch (DbUpdateException exception) when (IsTaken(exception, "team_name"))
        {
            db.ChangeTracker.Clear();
            return null;
        }
    }

    private static bool IsTaken(DbUpdateException exception, string constraint) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation && violation.ConstraintName == constraint;
}
