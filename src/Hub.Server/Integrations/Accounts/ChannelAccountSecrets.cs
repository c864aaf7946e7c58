using System.Globalization;
using System.Text.Json;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Secrets;
using Npgsql;

namespace Hub.Server.Integrations.Accounts;

/// <summary>An account's secrets as one encrypted JSON object, bound to the account's id. One that was replaced may lie beside its successor for a while.</summary>
internal static class ChannelAccountSecrets
{
    private const string Table = "integrations.channel_account";
    private const string Column = "secrets";

    /// <summary>No field of an adapter has a name like this.</summary>
    private const string OldPrefix = "old:";

    public static byte[] Seal(SecretBox box, Guid accountId, IReadOnlyDictionary<string, string> secrets) =>
        box.Seal(JsonSerializer.SerializeToUtf8Bytes(secrets), Table, accountId.ToString("N"), Column);

    public static Dictionary<string, string> Open(SecretBox box, Guid accountId, byte[] sealedSecrets) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(box.Open(sealedSecrets, Table, accountId.ToString("N"), Column))!;

    /// <summary>Changes an account's secrets while its row is held: a refresh token may be renewed at the same moment.</summary>
    public static async Task<bool> ChangeAsync(NpgsqlConnection connection, SecretBox box, Guid accountId, Action<Dictionary<string, string>> change, CancellationToken cancellationToken)
    {
        await using var select = new NpgsqlCommand("SELECT secrets FROM integrations.channel_account WHERE id = $1 FOR UPDATE", connection).With(accountId);
        if (await select.ExecuteScalarAsync(cancellationToken) is not byte[] before)
        {
            return false;
        }

        var secrets = Open(box, accountId, before);
        change(secrets);
        await using var update = new NpgsqlCommand("UPDATE integrations.channel_account SET secrets = $2, secret_names = $3 WHERE id = $1", connection)
            .With(accountId, Seal(box, accountId, secrets), secrets.Keys.Where(name => !IsOld(name)).ToArray());
        await update.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    public static bool IsOld(string name) => name.StartsWith(OldPrefix, StringComparison.Ordinal);

    /// <summary>Puts the present value aside; it counts until then.</summary>
    public static void Keep(Dictionary<string, string> secrets, string name, DateTimeOffset until)
    {
        if (secrets.TryGetValue(name, out var present) && present.Length > 0)
        {
            secrets[OldPrefix + name] = $"{until.ToUnixTimeSeconds()} {present}";
        }
    }

    /// <summary>Nothing of an earlier value counts any more.</summary>
    public static void Forget(Dictionary<string, string> secrets, string name) => secrets.Remove(OldPrefix + name);

    /// <summary>The values that were put aside and still count, with the moment they end.</summary>
    public static Dictionary<string, (string Value, DateTimeOffset Until)> OldOnes(IReadOnlyDictionary<string, string> secrets, DateTimeOffset now)
    {
        var old = new Dictionary<string, (string, DateTimeOffset)>(StringComparer.Ordinal);
        foreach (var (name, value) in secrets.Where(pair => IsOld(pair.Key)))
        {
            var until = DateTimeOffset.FromUnixTimeSeconds(long.Parse(value.AsSpan(0, value.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture));
            if (until > now)
            {
                old[name[OldPrefix.Length..]] = (value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..], until);
            }
        }

        return old;
    }
}
