using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Customers;

/// <summary>A customer as the record panel shows it.</summary>
internal sealed record CustomerView(
    Guid Id, int Version, string? Name, string? Kana, string? Company, string? Notes, string[] Tags, string? PictureUrl, string? Language, DateTimeOffset CreatedAt,
    IReadOnlyList<CustomerIdentity> Identities, IReadOnlyList<CustomerAddress> Addresses, CustomerCaution? Caution);

/// <summary>What everybody is to read before they write.</summary>
/// <param name="ReviewOn">When somebody looks whether it still holds.</param>
internal sealed record CustomerCaution(string Text, Guid By, DateTimeOffset At, DateOnly? ReviewOn);

/// <param name="Linked">A person has put it into this record.</param>
internal sealed record CustomerIdentity(
    Guid Id, string Channel, Guid AccountId, string AccountName, string ExternalId, string? DisplayName, bool Verified, bool Reachable, DateTimeOffset? BlockedUntil,
    OptOut? OptOut, bool Linked)
{
    /// <summary>Which member of the firm they are; null: nobody has proven it.</summary>
    public KnownMember? Member { get; init; }
}

/// <param name="Number">The firm's own.</param>
/// <param name="By">"link": the provider has confirmed it after the firm had signed them in. "token": the site vouches for its visitor.</param>
/// <param name="LinkId">For ending it; null where the site vouches anew each time.</param>
internal sealed record KnownMember(string Number, string By, DateTimeOffset At, Guid? LinkId)
{
    /// <summary>Without the number.</summary>
    public override string ToString() => $"member by {By}";
}

/// <summary>Reads one customer whole.</summary>
internal sealed class CustomerReader(NpgsqlDataSource dataSource)
{
    public async Task<CustomerView?> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var identityCommand = dataSource.CreateCommand("""
            SELECT i.id, a.channel, a.id, a.name, i.external_id, i.display_name, i.verified, i.reachable, i.picture_key IS NOT NULL,
            CASE WHEN i.blocked_until = 'infinity' THEN '9999-12-31Z' ELSE i.blocked_until END, o.source, o.at, o.by_agent,
            EXISTS (SELECT 1 FROM customers.identity_link l WHERE l.identity_id = i.id AND l.to_customer = i.customer_id AND l.undone_at IS NULL AND NOT l.unlinked),
            m.id, m.member, m.at, i.created_at
            FROM customers.identity i JOIN integrations.channel_account a ON a.id = i.account_id
            LEFT JOIN customers.member_link m ON m.identity_id = i.id AND m.ended_at IS NULL
            LEFT JOIN customers.opt_out o ON o.channel = a.channel AND o.address = i.external_id WHERE i.customer_id = $1 ORDER BY i.created_at
            """).With(id);
        string? picture = null;
        var identities = await identityCommand.ReadAllAsync(
            reader =>
            {
                picture ??= reader.GetBoolean(8) ? $"/api/pictures/{reader.GetGuid(0)}" : null;
                return new CustomerIdentity(
                    reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetString(5),
                    reader.GetBoolean(6), reader.GetBoolean(7), reader.IsDBNull(9) ? null : reader.GetFieldValue<DateTimeOffset>(9),
                    reader.IsDBNull(10) ? null : new OptOut(reader.GetString(10), reader.GetFieldValue<DateTimeOffset>(11), reader.IdOrNull(12)), reader.GetBoolean(13))
                {
                    Member = !reader.IsDBNull(14) ? new KnownMember(reader.GetString(15), "link", reader.GetFieldValue<DateTimeOffset>(16), reader.GetGuid(14))
                        : reader.GetBoolean(6) && reader.GetString(4).StartsWith(IdentityIds.VouchedPrefix, StringComparison.Ordinal)
                        ? new KnownMember(reader.GetString(4)[IdentityIds.VouchedPrefix.Length..], "token", reader.GetFieldValue<DateTimeOffset>(17), null) : null,
                };
            }, cancellationToken);
        var addresses = await CustomerAddresses.OfAsync(dataSource, id, cancellationToken);
        await using var command = dataSource.CreateCommand("""
            SELECT c.id, c.version, COALESCE(c.name, (SELECT i.display_name FROM customers.identity i WHERE i.customer_id = c.id AND i.display_name IS NOT NULL ORDER BY i.created_at LIMIT 1)),
            c.kana, c.company, c.notes, c.tags, c.language, c.created_at,
            c.caution, c.caution_by, c.caution_at, c.caution_review
            FROM customers.customer c WHERE c.id = $1
            """).With(id);
        return await command.ReadFirstAsync(
            reader => new CustomerView(
                reader.GetGuid(0), reader.GetInt32(1), Text(reader, 2), Text(reader, 3), Text(reader, 4), Text(reader, 5), reader.GetFieldValue<string[]>(6), picture, Text(reader, 7),
                reader.GetFieldValue<DateTimeOffset>(8), identities, addresses,
                reader.IsDBNull(9) ? null : new CustomerCaution(
                    reader.GetString(9), reader.GetGuid(10), reader.GetFieldValue<DateTimeOffset>(11), reader.IsDBNull(12) ? null : reader.GetFieldValue<DateOnly>(12))), cancellationToken);
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
