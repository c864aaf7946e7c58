using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

internal static class IdentityTables
{
    private const string Schema = "identity";

    public static void Map(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Role>().ToTable("role", Schema);
        modelBuilder.Entity<Team>().ToTable("team", Schema);
        modelBuilder.Entity<Session>().ToTable("session", Schema);
        modelBuilder.Entity<ApiToken>().ToTable("api_token", Schema);
        modelBuilder.Entity<Agent>(agent =>
        {
            agent.ToTable("agent", Schema);
            agent.HasOne(row => row.Role).WithMany().HasForeignKey(row => row.RoleId);
            agent.Ignore(row => row.AllPermissions);
            agent.HasMany(row => row.Grants).WithOne().HasForeignKey(grant => grant.AgentId);
            agent.HasMany(row => row.Memberships).WithOne().HasForeignKey(member => member.AgentId);
        });
        modelBuilder.Entity<AgentGrant>(grant =>
        {
            grant.ToTable("agent_grant", Schema);
            grant.HasOne(row => row.Role).WithMany().HasForeignKey(row => row.RoleId);
        });
        modelBuilder.Entity<AccessLink>(link =>
        {
            link.ToTable("access_link", Schema);
            link.HasOne(row => row.Agent).WithMany().HasForeignKey(row => row.AgentId);
        });
        modelBuilder.Entity<TeamMember>(member =>
        {
            member.ToTable("team_member", Schema);
            member.HasKey(row => new { row.TeamId, row.AgentId });
            member.HasOne(row => row.Team).WithMany().HasForeignKey(row => row.TeamId);
        });
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(entity => entity.GetSchema() == Schema))
        {
            // Ids are made by the server.
            foreach (var key in entity.GetKeys().SelectMany(key => key.Properties))
            {
                key.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
            }
        }
    }
}
