using System.Net;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Spam;

/// <summary>A block as its list shows it.</summary>
/// <param name="AddressRange">Of the web chat's visitors, such as <c>203.0.113.0/24</c>.</param>
/// <param name="Until">Null: for good.</param>
internal sealed record BlockView(
    Guid Id, Guid? IdentityId, string? CustomerName, Guid? CustomerId, string? AddressRange, string Reason, DateTimeOffset? Until, Guid CreatedBy, DateTimeOffset CreatedAt);

/// <summary>
/// Who is blocked. Senders are asked for on the inbound path by <c>customers.identity.blocked_until</c>, read with the identity; address ranges are kept in
/// memory and read again after five seconds.
/// </summary>
internal sealed class Blocks(NpgsqlDataSource dataSource, TimeProvider time)
{
    private readonly CachedRead<List<(IPNetwork Range, DateTimeOffset? Until)>> ranges = new(TimeSpan.FromSeconds(5), time);

    public void Forget() => ranges.Forget();

    /// <summary>Whether a visitor from this address may not write. An address nobody knows is not blocked.</summary>
    public async ValueTask<bool> IsBlockedAsync(IPAddress? address, CancellationToken cancellationToken)
    {
        if (address is null)
        {
            return false;
        }

        var known = await ranges.GetAsync(ReadRangesAsync, cancellationToken);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var now = time.GetUtcNow();
        return known.Exists(each => (each.Until is null || each.Until > now) && each.Range.Contains(plain));
    }

    public async Task<List<BlockView>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT b.id, b.identity_id, COALESCE(c.name, i.display_name), i.customer_id, b.address_range::text, b.reason, b.until, b.created_by, b.created_at
            FROM conversations.block b LEFT JOIN customers.identity i ON i.id = b.identity_id LEFT JOIN customers.customer c ON c.id = i.customer_id
            WHERE b.until IS NULL OR b.until > $1 ORDER BY b.created_at DESC, b.id LIMIT 1000
            """).With(time.GetUtcNow());
        return await command.ReadAllAsync(
            reader => new BlockView(
                reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetGuid(3),
                reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6), reader.GetGuid(7),
                reader.GetFieldValue<DateTimeOffset>(8)),
            cancellationToken);
    }

    private async Task<List<(IPNetwork Range, DateTimeOffset? Until)>> ReadRangesAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT address_range::text, until FROM conversations.block WHERE address_range IS NOT NULL");
        return await command.ReadAllAsync(reader => (IPNetwork.Parse(reader.GetString(0)), reader.TimeOrNull(1)), cancellationToken);
    }
}
