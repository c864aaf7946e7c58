using Hub.Server.Customers;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Starting;

/// <summary>
/// Where a channel's addresses are telephone numbers, whoever's number is known can be written to before they ever wrote. The identity gets its row with
/// the first message; its id is known before, since it follows from account and number.
/// </summary>
internal static class NumberWays
{
    internal sealed record NumberWay(Guid IdentityId, AccountEntry Account, string Number, bool OptedOut)
    {
        public override string ToString() => $"way {IdentityId}";
    }

    /// <summary>Those for which nobody has an identity yet.</summary>
    public static async Task<List<NumberWay>> OfAsync(ChannelAccounts accounts, NpgsqlDataSource dataSource, Guid customerId, CancellationToken cancellationToken)
    {
        var reached = (await accounts.AllAsync(cancellationToken)).Where(account => accounts.Adapter(account.Account.Channel).AddressedByNumber).OrderBy(account => account.Account.Key, StringComparer.Ordinal).ToList();
        if (reached.Count == 0)
        {
            return [];
        }

        await using var command = dataSource.CreateCommand("""
            SELECT n.value, ARRAY(SELECT i.account_id FROM customers.identity i WHERE i.external_id LIKE '+%' AND i.external_id = n.value), ARRAY(SELECT o.channel FROM customers.opt_out o WHERE o.address = n.value)
            FROM (SELECT a.value FROM customers.address a WHERE a.customer_id = $1 AND a.kind = 'phone' UNION SELECT i.external_id FROM customers.identity i WHERE i.customer_id = $1 AND i.external_id LIKE '+%') n
            ORDER BY n.value
            """).With(customerId);
        var numbers = await command.ReadAllAsync(row => (Number: row.GetString(0), Taken: row.GetFieldValue<Guid[]>(1), OptedOut: row.GetFieldValue<string[]>(2)), cancellationToken);
        return [.. reached.SelectMany(account => numbers.Where(each => !each.Taken.Contains(account.Account.Id)).Select(each =>
            new NumberWay(IdentityIds.Of(account.Account.Id, each.Number), account, each.Number, each.OptedOut.Contains(account.Account.Channel))))];
    }

    /// <summary>Makes the identity of such a way; its account, or null when it is none.</summary>
    public static async Task<Guid?> TakeAsync(ChannelAccounts accounts, NpgsqlDataSource dataSource, Guid customerId, Guid identityId, CancellationToken cancellationToken)
    {
        if ((await OfAsync(accounts, dataSource, customerId, cancellationToken)).Find(way => way.IdentityId == identityId) is not { } way)
        {
            return null;
        }

        // A message that comes in at the same moment makes the same row, and may make it another customer's.
        await using var command = dataSource.CreateCommand("""
            WITH made AS (INSERT INTO customers.identity (id, customer_id, account_id, external_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING account_id)
            SELECT account_id FROM made UNION SELECT account_id FROM customers.identity WHERE id = $1 AND customer_id = $2
            """).With(identityId, customerId, way.Account.Account.Id, way.Number);
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }
}
