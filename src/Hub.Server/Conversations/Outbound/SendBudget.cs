using System.Globalization;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary>
/// What may go out in an hour where messages cost something: all of an account's, and those nobody wrote by how their addresses begin, so that a stranger
/// who makes the hub answer a row of numbers soon gets nothing more. Counted in the transaction of the claim.
/// </summary>
internal sealed class SendBudget(ChannelAccounts accounts)
{
    public const string Reached = "budget_reached";

    /// <summary>A country and the first digits behind it: "+81901", "+12025".</summary>
    private const int PrefixLength = 6;

    /// <summary>The refusal when the hour's budget is spent, else null.</summary>
    public async Task<string?> SpendAsync(NpgsqlConnection connection, AccountEntry account, string recipient, bool automatic, CancellationToken cancellationToken)
    {
        if (accounts.Adapter(account.Account.Channel).Capabilities.Limits is not { } limits)
        {
            return null;
        }

        string[] counted = automatic ? ["", recipient.Length > PrefixLength ? recipient[..PrefixLength] : recipient] : [""];
        await using var command = new NpgsqlCommand("""
            WITH old AS (DELETE FROM conversations.send_budget WHERE account_id = $1 AND hour < clock_timestamp() - interval '1 day')
            INSERT INTO conversations.send_budget AS b (account_id, hour, prefix, sent) SELECT $1, date_trunc('hour', clock_timestamp()), p, 1 FROM unnest($2::text[]) p
            ON CONFLICT (account_id, hour, prefix) DO UPDATE SET sent = b.sent + 1 RETURNING prefix, sent
            """, connection).With(account.Account.Id, counted);
        var spent = await command.ReadAllAsync(reader => (Prefix: reader.GetString(0), Sent: reader.GetInt32(1)), cancellationToken);
        return spent.Exists(row => row.Sent > (row.Prefix.Length == 0 ? Setting(account, "maxPerHour", limits.PerHour) : Setting(account, "maxAutomaticPerPrefix", limits.AutomaticPerPrefix)))
            ? Reached : null;
    }

    private static int Setting(AccountEntry account, string name, int otherwise) =>
        int.TryParse(account.Account.Setting(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
