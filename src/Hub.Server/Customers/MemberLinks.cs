using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Customers;

/// <summary>What the firm says of the member it has signed in, beside the number.</summary>
internal sealed record MemberDetails(string Member, string? Name, string? Email, string? Phone)
{
    /// <summary>Nothing of whom.</summary>
    public override string ToString() => nameof(MemberDetails);
}

/// <summary>
/// Which member of the firm an identity is proven to be. The customer stays who they are: somebody else known under the same number is not joined by this, because a
/// person decides that. Writers run in the caller's transaction.
/// </summary>
internal static class MemberLinks
{
    /// <summary>The identity is this member from now on, and verified; what it was before comes back when the link ends.</summary>
    /// <returns>The customer.</returns>
    public static async Task<Guid> LinkAsync(NpgsqlConnection connection, Guid linkId, Guid identityId, MemberDetails details, DateTimeOffset at, TimeProvider time, CancellationToken cancellationToken)
    {
        // One after the other: two sign-ins of one person at a time would both begin a link.
        await using var find = new NpgsqlCommand("SELECT customer_id FROM customers.identity WHERE id = $1 FOR UPDATE", connection).With(identityId);
        var customerId = (Guid)(await find.ExecuteScalarAsync(cancellationToken))!;
        await using (var link = new NpgsqlCommand("""
            WITH former AS (UPDATE customers.member_link SET ended_at = $4, reason = 'replaced' WHERE identity_id = $2 AND ended_at IS NULL RETURNING was_verified, proven),
            doubted AS (UPDATE customers.address a SET verified = false FROM former WHERE a.id = ANY(former.proven))
            INSERT INTO customers.member_link (id, identity_id, member, was_verified, at)
            SELECT $1, i.id, $3, COALESCE((SELECT was_verified FROM former), i.verified), $4 FROM customers.identity i WHERE i.id = $2
            """, connection).With(linkId, identityId, details.Member, at))
        {
            await link.ExecuteNonQueryAsync(cancellationToken);
        }

        await IdentityWrites.VouchAsync(connection, identityId, details.Name, cancellationToken);
        foreach (var (kind, written) in new[] { (CustomerAddresses.Email, details.Email), (CustomerAddresses.Phone, details.Phone) })
        {
            if (CustomerAddresses.Normalise(kind, written) is { } value)
            {
                await ProveAsync(connection, linkId, CustomerAddresses.InsertProven(time, customerId, kind, value, written!, "member"), cancellationToken);
            }
        }

        return customerId;
    }

    /// <summary>The identity's link, while it holds.</summary>
    public static async Task<Guid?> CurrentAsync(NpgsqlConnection connection, Guid customerId, Guid identityId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT l.id FROM customers.member_link l JOIN customers.identity i ON i.id = l.identity_id WHERE l.identity_id = $2 AND l.ended_at IS NULL AND i.customer_id = $1 FOR UPDATE OF l
            """, connection).With(customerId, identityId);
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    /// <summary>The link remembers what nobody else had proven: that ends with it.</summary>
    private static async Task ProveAsync(NpgsqlConnection connection, Guid linkId, NpgsqlBatchCommand insert, CancellationToken cancellationToken)
    {
        insert.CommandText += " WHERE NOT address.verified RETURNING id";
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { insert } };
        if (await batch.ExecuteScalarAsync(cancellationToken) is Guid addressId)
        {
            await using var keep = new NpgsqlCommand("UPDATE customers.member_link SET proven = proven || $2 WHERE id = $1", connection).With(linkId, addressId);
            await keep.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>It no longer counts; the identity and the customer's addresses are as verified as they were before.</summary>
    public static NpgsqlBatchCommand End(Guid linkId, Guid by, string reason, DateTimeOffset at) => new("""
        WITH ended AS (UPDATE customers.member_link SET ended_at = $4, ended_by = $2, reason = $3 WHERE id = $1 AND ended_at IS NULL RETURNING identity_id, was_verified, proven),
        doubted AS (UPDATE customers.address a SET verified = false FROM ended WHERE a.id = ANY(ended.proven))
        UPDATE customers.identity i SET verified = ended.was_verified FROM ended WHERE i.id = ended.identity_id
        """)
    {
        Parameters = { new() { Value = linkId }, new() { Value = by }, new() { Value = reason, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = at } },
    };

    /// <summary>A link that somebody ended counts again, unless there is another by now.</summary>
    /// <param name="final">The reason of an end that nobody here may undo.</param>
    /// <returns>The identity, when it was so.</returns>
    public static async Task<Guid?> RestoreAsync(NpgsqlConnection connection, Guid customerId, Guid linkId, string final, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            WITH again AS (UPDATE customers.member_link l SET ended_at = NULL, ended_by = NULL, reason = NULL FROM customers.identity i
                WHERE l.id = $2 AND i.id = l.identity_id AND i.customer_id = $1 AND l.ended_by IS NOT NULL AND l.reason <> $3
                AND NOT EXISTS (SELECT 1 FROM customers.member_link o WHERE o.identity_id = l.identity_id AND o.at > l.at) RETURNING l.identity_id, l.proven),
            proven AS (UPDATE customers.address a SET verified = true FROM again WHERE a.id = ANY(again.proven))
            UPDATE customers.identity i SET verified = true FROM again WHERE i.id = again.identity_id RETURNING i.id
            """, connection).With(customerId, linkId, final);
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    /// <summary>Every link of a member on one account, with whose it is.</summary>
    public static async Task<List<(Guid LinkId, Guid IdentityId, Guid CustomerId)>> OfMemberAsync(NpgsqlConnection connection, Guid accountId, string member, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT l.id, i.id, i.customer_id FROM customers.member_link l JOIN customers.identity i ON i.id = l.identity_id
            WHERE l.member = $2 AND l.ended_at IS NULL AND i.account_id = $1 ORDER BY l.id FOR UPDATE OF l
            """, connection).With(accountId, member);
        return await command.ReadAllAsync(reader => (reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2)), cancellationToken);
    }
}
