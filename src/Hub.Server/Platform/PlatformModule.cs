using Hub.Server.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hub.Server.Platform;

/// <summary>What every module stands on: database, outbox, jobs, live view, files, health. Knows no module.</summary>
internal static class PlatformModule
{
    public static void AddPlatform(this WebApplicationBuilder builder, HubDatabase database)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(database.DataSource);
        builder.Services.AddDbContextPool<HubDbContext>((services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddProblemDetails();
    }

    public static void MapPlatform(this WebApplication app)
    {
    }
}
