using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Notifications;

/// <summary>How one wants to be told. The desk rings by these; a kind that is switched off is not even written.</summary>
internal static class NotificationSettings
{
    /// <param name="SwitchedOff">Kinds one is not told of.</param>
    /// <param name="Previews">Whether names and words of customers may appear outside of the desk's own window.</param>
    internal sealed record Settings(string[] SwitchedOff, bool Sound, bool Desktop, bool Previews, QuietHours Quiet);

    /// <param name="From">Local time of day. Up to <paramref name="To"/>, over midnight if that is earlier.</param>
    /// <param name="Days">0 Sunday to 6 Saturday: the days on which the quiet time begins.</param>
    /// <param name="SilencesHelp">Calls for help do not ring then either.</param>
    internal sealed record QuietHours(bool On, TimeOnly From, TimeOnly To, short[] Days, string TimeZone, bool SilencesHelp = false);

    public static void Map(RouteGroupBuilder notifications)
    {
        notifications.MapGet("/settings", GetAsync).WithName("GetNotificationSettings").RequireSignedIn().Produces<Settings>();
        notifications.MapPut("/settings", PutAsync).WithName("SaveNotificationSettings").RequireSignedIn().Produces<Settings>();
    }

    private static async Task<IResult> GetAsync(CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT switched_off, sound, desktop, previews, quiet, quiet_from, quiet_to, quiet_days, time_zone, quiet_help FROM conversations.notification_settings WHERE agent_id = $1
            """).With(agent.Id);
        return TypedResults.Ok(await command.ReadFirstAsync(
            reader => new Settings(
                reader.GetFieldValue<string[]>(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetBoolean(3),
                new QuietHours(reader.GetBoolean(4), reader.GetFieldValue<TimeOnly>(5), reader.GetFieldValue<TimeOnly>(6), reader.GetFieldValue<short[]>(7), reader.GetString(8), reader.GetBoolean(9))), cancellationToken)
            ?? new Settings([], true, true, false, new QuietHours(false, new TimeOnly(20, 0), new TimeOnly(8, 0), [0, 1, 2, 3, 4, 5, 6], "Asia/Tokyo")));
    }

    private static async Task<IResult> PutAsync(Settings request, CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        if (request.SwitchedOff is null || request.SwitchedOff.Except(NotificationKinds.All).Any())
        {
            errors.Add("switchedOff", "unknown");
        }

        if (request.Quiet?.Days is null || request.Quiet.Days.Any(day => day is < 0 or > 6))
        {
            errors.Add("quiet.days", "out_of_range");
        }

        if (request.Quiet is { On: true } quiet && quiet.From == quiet.To)
        {
            errors.Add("quiet.to", "out_of_range");
        }

        if (request.Quiet?.TimeZone is not { } zone || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            errors.Add("quiet.timeZone", "unknown");
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        await using var command = dataSource.CreateCommand("""
            INSERT INTO conversations.notification_settings (agent_id, switched_off, sound, desktop, previews, quiet, quiet_from, quiet_to, quiet_days, time_zone, quiet_help)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (agent_id) DO UPDATE SET switched_off = excluded.switched_off, sound = excluded.sound, desktop = excluded.desktop, previews = excluded.previews,
            quiet = excluded.quiet, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, quiet_days = excluded.quiet_days, time_zone = excluded.time_zone, quiet_help = excluded.quiet_help
            """).With(
            agent.Id, request.SwitchedOff!.Distinct().ToArray(), request.Sound, request.Desktop, request.Previews, request.Quiet!.On, request.Quiet.From, request.Quiet.To,
            request.Quiet.Days.Distinct().Order().ToArray(), request.Quiet.TimeZone, request.Quiet.SilencesHelp);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return await GetAsync(agent, dataSource, cancellationToken);
    }
}
