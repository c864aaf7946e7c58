using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Calendar;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Integrations;

/// <param name="Version">0 while nobody has set hours for the brand.</param>
internal sealed record BrandCalendar(Guid BrandId, string BrandName, bool Active, int Version, BusinessCalendar Calendar)
{
    private const int WarnFromMonth = 11;

    /// <summary>From November on, the next year while it has no closures and this one has some; else null.</summary>
    public int? EmptyYear(DateTimeOffset now)
    {
        var today = Calendar.LocalAt(now);
        var closures = Calendar.Settings.Closures;
        return Active && today.Month >= WarnFromMonth && closures.Any(closure => closure.From.Year == today.Year) && !closures.Any(closure => closure.From.Year == today.Year + 1)
            ? today.Year + 1
            : null;
    }
}

/// <summary>The calendars of all brands, kept in memory with what they have worked out. Another node's change is seen within five seconds.</summary>
internal sealed class BrandCalendars(NpgsqlDataSource dataSource, TimeProvider time)
{
    private readonly CachedRead<Dictionary<Guid, BrandCalendar>> byBrand = new(TimeSpan.FromSeconds(5), time);

    public async ValueTask<BrandCalendar?> OfAsync(Guid brandId, CancellationToken cancellationToken)
    {
        if ((await byBrand.GetAsync(ReadAsync, cancellationToken)).TryGetValue(brandId, out var known))
        {
            return known;
        }

        // A brand that has just been made has hours at once.
        byBrand.Forget();
        return (await byBrand.GetAsync(ReadAsync, cancellationToken)).GetValueOrDefault(brandId);
    }

    public async ValueTask<IReadOnlyCollection<BrandCalendar>> AllAsync(CancellationToken cancellationToken) => (await byBrand.GetAsync(ReadAsync, cancellationToken)).Values;

    /// <returns>False when the brand does not exist or somebody else was quicker.</returns>
    public async Task<bool> SaveAsync(Guid brandId, CalendarSettings settings, int version, CurrentAgent by, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(version == 0
            ? """
              INSERT INTO integrations.brand_calendar (brand_id, settings, version, updated_at, updated_by)
              SELECT b.id, $2::jsonb, $3 + 1, $4, $5 FROM integrations.brand b WHERE b.id = $1 ON CONFLICT DO NOTHING
              """
            : "UPDATE integrations.brand_calendar SET settings = $2::jsonb, version = version + 1, updated_at = $4, updated_by = $5 WHERE brand_id = $1 AND version = $3", connection)
            .With(brandId, JsonSerializer.Serialize(CalendarInput.Of(settings, version), HubJson.Options), version, time.GetUtcNow(), by.Id);
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            byBrand.Forget();
            return false;
        }

        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(by.AsActor(), "calendar.changed") { TargetKind = "brand", TargetId = brandId, Data = new { version = version + 1 } });
        await transaction.CommitAsync(CancellationToken.None);
        byBrand.Forget();
        return true;
    }

    private async Task<Dictionary<Guid, BrandCalendar>> ReadAsync(CancellationToken cancellationToken)
    {
        var known = byBrand.Kept;
        await using var command = dataSource.CreateCommand("""
            SELECT b.id, b.name, c.version, c.settings::text, b.active FROM integrations.brand b LEFT JOIN integrations.brand_calendar c ON c.brand_id = b.id ORDER BY b.name, b.id
            """);
        return (await command.ReadAllAsync(reader => Read(reader, known), cancellationToken)).ToDictionary(brand => brand.BrandId);
    }

    /// <summary>An unchanged calendar keeps the years it has worked out.</summary>
    private static BrandCalendar Read(NpgsqlDataReader reader, Dictionary<Guid, BrandCalendar>? known)
    {
        var (id, name, active, version) = (reader.GetGuid(0), reader.GetString(1), reader.GetBoolean(4), reader.IsDBNull(2) ? 0 : reader.GetInt32(2));
        if (known?.GetValueOrDefault(id) is { } before && before.Version == version)
        {
            return before with { BrandName = name, Active = active };
        }

        var settings = version == 0 ? CalendarSettings.Default : JsonSerializer.Deserialize<CalendarInput>(reader.GetString(3), HubJson.Options)!.ToSettings();
        return new BrandCalendar(id, name, active, version, new BusinessCalendar(settings));
    }
}
