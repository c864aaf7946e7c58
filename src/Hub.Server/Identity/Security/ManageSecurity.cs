using System.Net;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Hub.Server.Identity;

/// <summary><c>GET</c> and <c>PUT /api/security</c>: idle time-out and the addresses the hub may be used from. A list that would shut out the one who saves it is refused.</summary>
internal static partial class ManageSecurity
{
    private const int MaxNetworks = 200;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/security", GetAsync).RequireSession().RequirePermission(Permissions.ManagePeople).WithName("GetSecurity");
        api.MapPut("/security", PutAsync).RequireSession().RequirePermission(Permissions.ManagePeople).WithName("ChangeSecurity");
    }

    private static async Task<Ok<View>> GetAsync(NpgsqlDataSource dataSource, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await ReadAsync(dataSource, context, cancellationToken));

    private static async Task<Results<Ok<View>, ProblemHttpResult>> PutAsync(
        Request request, CurrentAgent actor, NpgsqlDataSource dataSource, SecuritySettings settings, SignedInAgents signedIn, HttpContext context, ILogger<SecuritySettings> logger,
        CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        if (request.IdleMinutes is not (>= 5 and <= 720))
        {
            errors.Add("idleMinutes", request.IdleMinutes is null ? "required" : "out_of_range");
        }

        var networks = new List<IPNetwork>();
        foreach (var text in (request.AllowedAddresses ?? []).Select(text => text?.Trim() ?? "").Where(text => text.Length > 0))
        {
            if (Network(text) is { } network)
            {
                networks.Add(network);
            }
            else
            {
                errors.Add("allowedAddresses", "invalid");
            }
        }

        if (networks.Count > MaxNetworks)
        {
            errors.Add("allowedAddresses", "too_many");
        }

        if (!errors.Any && !new SecurityRules(TimeSpan.Zero, networks).Allows(context.Connection.RemoteIpAddress))
        {
            errors.Add("allowedAddresses", "locks_you_out");
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        // Everybody's live connection is looked at again: those from outside do not come back.
        await using (var batch = dataSource.CreateBatch())
        {
            batch.BatchCommands.Add(new("UPDATE identity.security SET idle_minutes = $1, allowed = $2")
            {
                Parameters = { new() { Value = request.IdleMinutes!.Value }, new() { Value = networks.Select(network => network.ToString()).Distinct().ToArray() } },
            });
            batch.BatchCommands.Add(AuditLog.Insert(new AuditEntry(actor.AsActor(), "security.changed")
            {
                TargetKind = "settings",
                Data = new { idleMinutes = request.IdleMinutes.Value, allowedAddresses = networks.Select(network => network.ToString()) },
            }));
            batch.BatchCommands.Add(new("UPDATE identity.agent SET access_version = access_version + 1 WHERE active"));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        settings.Forget();
        signedIn.ForgetAll();
        Log.Changed(logger, actor.Id, request.IdleMinutes.Value, networks.Count);
        return TypedResults.Ok(await ReadAsync(dataSource, context, cancellationToken));
    }

    private static async Task<View> ReadAsync(NpgsqlDataSource dataSource, HttpContext context, CancellationToken cancellationToken)
    {
        var address = context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;
        await using var command = dataSource.CreateCommand("SELECT idle_minutes, allowed FROM identity.security");
        return (await command.ReadFirstAsync(reader => new View(reader.GetInt32(0), reader.GetFieldValue<string[]>(1), address?.ToString()), cancellationToken))!;
    }

    // An address with a network length whose host bits are set is meant as its network.
    private static IPNetwork? Network(string text)
    {
        var parts = text.Split('/');
        if (parts.Length > 2 || !IPAddress.TryParse(parts[0], out var address))
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        var length = bytes.Length * 8;
        if (parts.Length == 2 && !(int.TryParse(parts[1], out length) && length >= 1 && length <= bytes.Length * 8))
        {
            return null;
        }

        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    internal sealed record Request(int? IdleMinutes, string?[]? AllowedAddresses);

    /// <param name="YourAddress">Where this request comes from, as the server sees it.</param>
    internal sealed record View(int IdleMinutes, string[] AllowedAddresses, string? YourAddress);

    private static partial class Log
    {
        [LoggerMessage(2080, LogLevel.Warning, "Agent {ActorId} changed how people sign in: idle after {Minutes} min, {Networks} allowed networks")]
        public static partial void Changed(ILogger logger, Guid actorId, int minutes, int networks);
    }
}
