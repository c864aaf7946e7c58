using Hub.Channels;
using Hub.Server.Platform;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Customers;

/// <summary>A customer's address on a channel account, as the inbound path needs it.</summary>
/// <param name="Joined">New, with a customer who was known by the number before.</param>
internal sealed record IdentityEntry(Guid Id, Guid CustomerId, bool Reachable, DateTimeOffset? ProfileAt, bool IsNew, DateTimeOffset? BlockedUntil = null, bool Joined = false);

/// <summary>Finds who is behind a sender, and makes the customer on the first message. Runs in the caller's transaction.</summary>
internal static class ResolveIdentities
{
    public static NpgsqlBatchCommand Select(Guid[] accounts, string[] senders) => new("""
        SELECT i.account_id, i.external_id, i.id, i.customer_id, i.reachable, i.profile_at, i.blocked_until FROM unnest($1::uuid[], $2::text[]) AS lane(account_id, sender)
        JOIN customers.identity i ON i.account_id = lane.account_id AND i.external_id = lane.sender
        """)
    {
        Parameters = { new() { Value = accounts }, new() { Value = senders } },
    };

    public static async Task ReadAsync(NpgsqlDataReader reader, Dictionary<(Guid, string), IdentityEntry> found, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            found[(reader.GetGuid(0), reader.GetString(1))] = new IdentityEntry(
                reader.GetGuid(2), reader.GetGuid(3), reader.GetBoolean(4), reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5), IsNew: false,
                reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6));
        }
    }

    /// <summary>Creates the missing ones. Whoever loses a race against another node takes the winner's identity.</summary>
    public static async Task CreateAsync(
        NpgsqlConnection connection, TimeProvider time, IReadOnlyList<(Guid Account, string Sender, ChannelProfile? Profile)> missing,
        Dictionary<(Guid, string), IdentityEntry> found, CancellationToken cancellationToken)
    {
        var owners = await NumberOwners.FindAsync(connection, missing.Select(row => row.Sender), cancellationToken);
        var rows = missing.OrderBy(row => row.Account).ThenBy(row => row.Sender, StringComparer.Ordinal)
            .Select(row => (row.Account, row.Sender, row.Profile, Id: IdentityIds.Of(row.Account, row.Sender), CustomerId: owners.TryGetValue(row.Sender, out var owner) ? owner : NewId.Create(time))).ToList();
        var won = new HashSet<(Guid, string)>();
        await using (var insert = new NpgsqlCommand("""
            INSERT INTO customers.identity (id, customer_id, account_id, external_id, display_name, verified)
            SELECT r.*, starts_with(r.external_id, $6) FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[]) AS r(id, customer_id, account_id, external_id, display_name)
            ON CONFLICT (account_id, external_id) DO NOTHING
            RETURNING account_id, external_id
            """, connection))
        {
            insert.Parameters.Add(new() { Value = rows.ConvertAll(row => row.Id).ToArray() });
            insert.Parameters.Add(new() { Value = rows.ConvertAll(row => row.CustomerId).ToArray() });
            insert.Parameters.Add(new() { Value = rows.ConvertAll(row => row.Account).ToArray() });
            insert.Parameters.Add(new() { Value = rows.ConvertAll(row => row.Sender).ToArray() });
            insert.Parameters.Add(new() { Value = rows.ConvertAll(row => row.Profile?.DisplayName).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            insert.Parameters.Add(new() { Value = IdentityIds.VouchedPrefix });
            await using var reader = await insert.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                won.Add((reader.GetGuid(0), reader.GetString(1)));
            }
        }

        var created = rows.Where(row => won.Contains((row.Account, row.Sender))).ToList();
        await using (var insert = new NpgsqlCommand("INSERT INTO customers.customer (id, name, language) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])", connection))
        {
            var strangers = created.FindAll(row => !owners.ContainsKey(row.Sender));
            insert.Parameters.Add(new() { Value = strangers.ConvertAll(row => row.CustomerId).ToArray() });
            insert.Parameters.Add(new() { Value = strangers.ConvertAll(row => row.Profile?.DisplayName).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            insert.Parameters.Add(new() { Value = strangers.ConvertAll(row => row.Profile?.Language).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (var row in created)
        {
            found[(row.Account, row.Sender)] = new IdentityEntry(row.Id, row.CustomerId, Reachable: true, ProfileAt: null, IsNew: true, Joined: owners.ContainsKey(row.Sender));
        }

        var lost = rows.Where(row => !won.Contains((row.Account, row.Sender))).ToList();
        if (lost.Count > 0)
        {
            var batch = new NpgsqlBatch(connection) { BatchCommands = { Select([.. lost.Select(row => row.Account)], [.. lost.Select(row => row.Sender)]) } };
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await ReadAsync(reader, found, cancellationToken);
        }
    }
}
