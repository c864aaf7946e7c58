using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Records;

/// <summary>
/// Addresses that could be put into a customer's record: those of channels, by the address itself or by whose they are so far, and addresses nobody has
/// written from yet, on channels that can be written to first.
/// </summary>
internal static class FindIdentities
{
    private const int Limit = 20;

    /// <param name="IdentityId">Null: nobody is known there yet.</param>
    /// <param name="Address">A telephone number or e-mail address; else the name there.</param>
    /// <param name="Owner">Whose it is; null: nobody's, or <paramref name="Hidden"/>.</param>
    /// <param name="Hidden">It belongs to a customer whom the reader may not see, so it cannot be moved by them.</param>
    /// <param name="Conversations">How many conversations began on it and would go with it.</param>
    internal sealed record Found(Guid? IdentityId, string Channel, Guid AccountId, string AccountName, string? Address, bool Verified, FoundOwner? Owner, bool Hidden, int Conversations)
    {
        public override string ToString() => $"identity {IdentityId}";
    }

    internal sealed record FoundOwner(Guid Id, string? Name)
    {
        public override string ToString() => $"customer {Id}";
    }

    internal sealed record FoundIdentities(IReadOnlyList<Found> Items);

    public static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("/{id:guid}/identities/find", HandleAsync).WithName("FindIdentities").RequirePermission(Permissions.EditCustomers).Produces<FoundIdentities>();

    private static async Task<IResult> HandleAsync(Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, ChannelAccounts accounts, CancellationToken cancellationToken, string? q = null)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken))
        {
            return Problem.NotFound();
        }

        if (string.IsNullOrWhiteSpace(q))
        {
            return TypedResults.Ok(new FoundIdentities([]));
        }

        var forms = (await accounts.AllAsync(cancellationToken)).Where(account => account.Active).Select(account => (Account: account, Address: AddressOn(accounts, account, q))).Where(form => form.Address is not null).ToList();
        var found = await KnownAsync(dataSource, agent, id, q, [.. forms.Select(form => form.Account.Account.Id)], [.. forms.Select(form => form.Address!)], cancellationToken);
        var taken = found.Where(each => each.Exact).Select(each => each.Found.AccountId).ToHashSet();
        return TypedResults.Ok(new FoundIdentities(
        [
            .. found.Select(each => each.Found),
            .. forms.Where(form => !taken.Contains(form.Account.Account.Id))
                .Select(form => new Found(null, form.Account.Account.Channel, form.Account.Account.Id, form.Account.Name, form.Address, false, null, false, 0)),
        ]));
    }

    /// <summary>As the account's channel names it; null where an address cannot be typed.</summary>
    public static string? AddressOn(ChannelAccounts accounts, AccountEntry account, string written)
    {
        var adapter = accounts.Adapter(account.Account.Channel);
        return adapter.AddressedByNumber ? PhoneNumbers.Normalise(written) : adapter.Recipient(written.Trim());
    }

    private static async Task<List<(Found Found, bool Exact)>> KnownAsync(NpgsqlDataSource dataSource, CurrentAgent agent, Guid id, string q, Guid[] accountIds, string[] addresses, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand().With(accountIds, addresses, id, Limit);
        var hits = CustomerSearch.Hits(q, command) ?? "SELECT NULL::uuid WHERE false";
        var silent = CustomerAccess.MaySeeWithoutConversation(agent) ? " OR NOT EXISTS (SELECT 1 FROM conversations.conversation s WHERE s.customer_id = i.customer_id)" : "";
        command.CommandText = $"""
            WITH hits AS MATERIALIZED ({hits}), found AS (
                SELECT i.id, true AS exact FROM unnest($1::uuid[], $2::text[]) AS f(account_id, address) JOIN customers.identity i ON i.account_id = f.account_id AND i.external_id = f.address
                UNION ALL SELECT i.id, false FROM customers.identity i WHERE i.customer_id IN (SELECT * FROM hits) AND i.customer_id <> $3)
            SELECT * FROM (SELECT i.id, a.channel, a.id AS account_id, a.name, CASE WHEN i.external_id ~ '^[+]|@' THEN i.external_id ELSE i.display_name END AS address, i.verified, i.customer_id,
                COALESCE(cu.name, i.display_name), bool_or(f.exact) AS exact, (SELECT count(*) FROM conversations.conversation c WHERE c.identity_id = i.id),
                EXISTS (SELECT 1 FROM conversations.conversation c JOIN conversations.conversation_head h ON h.conversation_id = c.id WHERE c.customer_id = i.customer_id AND {ConversationAccess.ForAgent(agent, command)}){silent} AS visible
            FROM found f JOIN customers.identity i ON i.id = f.id JOIN integrations.channel_account a ON a.id = i.account_id JOIN customers.customer cu ON cu.id = i.customer_id
            GROUP BY i.id, a.channel, a.id, a.name, cu.name) x WHERE x.visible OR x.exact ORDER BY x.exact DESC, x.address LIMIT $4
            """;
        return await command.ReadAllAsync(
            reader =>
            {
                var visible = reader.GetBoolean(10);
                return (new Found(
                    reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), reader.GetString(3), reader.TextOrNull(4), reader.GetBoolean(5),
                    visible ? new FoundOwner(reader.GetGuid(6), reader.TextOrNull(7)) : null, !visible, visible ? (int)reader.GetInt64(9) : 0), reader.GetBoolean(8));
            }, cancellationToken);
    }
}
