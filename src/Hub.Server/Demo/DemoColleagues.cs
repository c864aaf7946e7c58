using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Startup;
using Npgsql;

namespace Hub.Server.Demo;

/// <summary>
/// Personal tokens of the two colleagues whom the simulator plays, and of its sample shop's server, in a file of this node that only this user can read. They are tokens like any other:
/// listed under the person's tokens, ended there, and good for what that person may do.
/// </summary>
internal static class DemoColleagues
{
    public const string FileName = "colleagues.json";
    private static readonly string[] Played = ["shota", "olivia", DemoShop.MemberPage];

    public static async Task WriteAsync(NpgsqlDataSource dataSource, HubOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var file = Path.Combine(options.DataDirectory, FileName);
        if (await AreGoodAsync(dataSource, file, cancellationToken))
        {
            return;
        }

        var tokens = new Dictionary<string, string>();
        await using var batch = dataSource.CreateBatch();
        foreach (var person in Played)
        {
            var secret = SecretToken.Create();
            tokens[person] = SecretToken.ApiPrefix + secret;
            batch.BatchCommands.Add(new("INSERT INTO identity.api_token (id, agent_id, name, token_hash, created_at) SELECT $1, id, 'Simulator', $2, $3 FROM identity.agent WHERE email_key = $4 AND active")
            {
                Parameters =
                {
                    new() { Value = NewId.Create(time) }, new() { Value = SecretToken.Hash(secret) }, new() { Value = time.GetUtcNow() }, new() { Value = Agent.KeyOf($"{person}@demo.test") },
                },
            });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        File.Delete(file);
        DataDirectory.WriteSecret(file, JsonSerializer.Serialize(tokens));
    }

    /// <summary>A restored hub may know nothing of them.</summary>
    private static async Task<bool> AreGoodAsync(NpgsqlDataSource dataSource, string file, CancellationToken cancellationToken)
    {
        try
        {
            var hashes = JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(file, cancellationToken))!.Values
                .Select(token => SecretToken.Hash(token[SecretToken.ApiPrefix.Length..])).ToArray();
            await using var command = dataSource.CreateCommand("""
                SELECT (SELECT count(*) FROM identity.api_token WHERE token_hash = ANY($1) AND revoked_at IS NULL) = (SELECT count(*) FROM identity.agent WHERE email_key = ANY($2) AND active)
                """).With(hashes, Played.Select(person => Agent.KeyOf($"{person}@demo.test")).ToArray());
            return await command.ExecuteScalarAsync(cancellationToken) is true;
        }
        catch (Exception exception) when (exception is IOException or JsonException or ArgumentOutOfRangeException or NullReferenceException)
        {
            return false;
        }
    }
}
