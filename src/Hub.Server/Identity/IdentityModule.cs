namespace Hub.Server.Identity;

/// <summary>People, teams, roles, sessions and tokens; who somebody is and what they may do.</summary>
internal static class IdentityModule
{
    public static void AddIdentity(this IHostApplicationBuilder builder)
    {
    }

    public static void MapIdentity(this WebApplication app)
    {
    }
}
