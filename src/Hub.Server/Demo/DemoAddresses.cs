using System.Text.Json;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Demo;

/// <summary>The addresses in the demo accounts' settings: ports may differ from start to start.</summary>
internal static class DemoAddresses
{
    private static readonly Uri UsualSimulator = new("http://127.0.0.1:8090");

    public static async Task WriteAsync(NpgsqlDataSource dataSource, HubOptions options, IEnumerable<string> listening, CancellationToken cancellationToken)
    {
        var simulator = options.SimulatorUrl ?? UsualSimulator;
        var hub = listening.Select(address => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : null).Append(options.PublicUrl).OfType<Uri>();
        var line = new Dictionary<string, string> { ["apiBase"] = Origin(simulator), ["dataBase"] = Origin(simulator), ["accessBase"] = Origin(simulator) };
        var web = new Dictionary<string, string> { ["allowedOrigins"] = string.Join(",", hub.Prepend(simulator).SelectMany(Variants).Distinct(StringComparer.Ordinal)) };
        var sms = new Dictionary<string, string> { ["apiBase"] = Origin(simulator) };
        if (listening.FirstOrDefault() is { } called && Uri.TryCreate(called, UriKind.Absolute, out var own))
        {
            // What the simulator calls and signs, whatever people type.
            sms["publicUrl"] = Origin(own);
        }

        var mail = new Dictionary<string, string>
        {
            ["imapHost"] = "127.0.0.1",
            ["imapPort"] = Text(options.SimulatorImapPort),
            ["imapSecurity"] = "none",
            ["smtpHost"] = "127.0.0.1",
            ["smtpPort"] = Text(options.SimulatorSmtpPort),
            ["smtpSecurity"] = "none",
        };
        await using var command = dataSource.CreateCommand("""
            UPDATE integrations.channel_account SET settings = settings || CASE channel WHEN 'line' THEN $1 || jsonb_build_object('memberPage', $7 || '/shop/members?account=' || key) WHEN 'webchat' THEN $2 WHEN 'email' THEN $5 WHEN 'telegram' THEN $6 ELSE $4 END WHERE key = ANY($3)
            """);
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(line), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(web), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = DemoShop.AccountKeys.Append("mail-demo").ToArray() });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(sms), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(mail), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(new { apiBase = Origin(simulator) }), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = Origin(simulator) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>People type either name of this machine; to a browser they are two origins.</summary>
    private static IEnumerable<string> Variants(Uri address)
    {
        yield return Origin(address);
        if (HubOptions.IsLoopback(address.Host))
        {
            yield return Origin(new UriBuilder(address) { Host = "127.0.0.1" }.Uri);
            yield return Origin(new UriBuilder(address) { Host = "localhost" }.Uri);
        }
    }

    private static string Text(long port) => port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
