using Hub.Server.Platform.Jobs;
using Microsoft.AspNetCore.Authentication;

namespace Hub.Server.Identity;

/// <summary>People, teams, roles, sessions and tokens; who somebody is and what they may do.</summary>
internal static class IdentityModule
{
    /// <summary>Everybody signs in anew: a session that has ended since the backup must not come to life again.</summary>
    public const string AfterRestore =
        "DELETE FROM identity.session; DELETE FROM identity.sign_in_attempt; DELETE FROM identity.access_link WHERE used_at IS NULL"; // one may have been used since

    public static void AddIdentity(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IdentitySettings>();

        // Who is asking, and may they
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<RequestOrigin>();
        services.AddSingleton<SecuritySettings>();
        services.AddSingleton<SignedInAgents>();
        services.AddSingleton<AccessChanges>();
        services.AddAuthentication(HubAuthentication.Scheme).AddScheme<AuthenticationSchemeOptions, HubAuthentication>(HubAuthentication.Scheme, null);
        services.AddAccessRules();

        // Signing in
        services.AddSingleton(_ => new Passwords());
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<SignInAudit>();
        services.AddSingleton<SecondStep>();
        services.AddScoped<SignIn>();
        services.AddScoped<OwnPassword>();
        services.AddScoped<FollowLink>();
        services.AddScoped<MeReader>();
        services.AddHostedService<IdentitySweep>();

        // People
        services.AddSingleton<Agents>();
        services.AddSingleton<AgentPresence>();
        services.AddScoped<PeopleWriter>();
        services.AddScoped<UpdateAgent>();
        services.AddSingleton<IJobHandler, HandOverWork>();
        services.AddScoped<WriteRoles>();
        services.AddHostedService<FirstAdmin>();
    }

    /// <summary>Whatever is used before this is open to everybody; whatever is mapped after it needs a rule of <see cref="AccessRules"/>.</summary>
    public static void MapIdentity(this WebApplication app)
    {
        app.UseMiddleware<OriginGate>();
        app.Use(AnswerRefusalsOfRouting);
        app.UseAuthentication();
        app.Use(RefusedAccess.Note);
        app.Use(RequireSecondStep.RefuseOthers);
        app.UseAuthorization();

        var api = app.MapGroup("/api");
        SignIn.Map(api);
        MeReader.Map(api);
        SignOut.Map(api);
        ChangePreferences.Map(api);
        OwnPassword.Map(api);
        OwnSecondStep.Map(api);
        OwnSignIns.Map(api);
        FollowLink.Map(api);
        ListAgents.Map(api);
        CreateAgent.Map(api);
        UpdateAgent.Map(api);
        DeactivateAgent.Map(api);
        ChangePassword.Map(api);
        OwnPicture.Map(api, app);
        CreateLink.Map(api);
        RequireSecondStep.Map(api);
        ManageSecurity.Map(api);
        ListRoles.Map(api);
        WriteRoles.Map(api);
        ListTeams.Map(api);
        CreateTeam.Map(api);
        ListTokens.Map(api);
        CreateToken.Map(api);
        DeleteToken.Map(api);
    }

    // Routing answers "wrong method" and "wrong media type" by endpoints of its own, which state no rule. They guard nothing, and an anonymous caller
    // of an open route is better told this than "not signed in".
    private static Task AnswerRefusalsOfRouting(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint() is { Metadata.Count: 0, RequestDelegate: { } refuse } and not RouteEndpoint ? refuse(context) : next(context);
}
