using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Secrets;
using Npgsql;

namespace Hub.Server.Conversations.WebChat.Mail;

/// <param name="Verified">The site vouches for it, or its owner has followed the link.</param>
internal sealed record VisitorAddress(Guid Id, Guid IdentityId, Guid AccountId, string Address, string Language, bool Verified, DateTimeOffset? LinkUntil, bool TranscriptWanted)
{
    /// <summary>Neither whose nor which.</summary>
    public override string ToString() => $"VisitorAddress {Id}";
}

/// <summary>
/// Addresses of visitors. An address that somebody only typed may be anybody's: all that goes there is a letter with a link, which proves it for the one visitor
/// who asked (WI9). The link is signed, so the database holds nothing that opens anything.
/// </summary>
internal sealed class VisitorAddresses(NpgsqlDataSource dataSource, MasterKey key, TimeProvider time)
{
    private const int SignatureLength = 16;
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(24);
    private readonly byte[] signing = key.Derive("visitor addresses");

    /// <summary>The site says that the visitor it has signed in has this address.</summary>
    public async Task VouchAsync(Visitor visitor, string address, string language, CancellationToken cancellationToken)
    {
        // What it said before was wrong, or is over: nothing goes there any more.
        await using var command = dataSource.CreateCommand("""
            WITH former AS (DELETE FROM conversations.visitor_address WHERE identity_id = $2 AND source = 'token' AND address <> $4)
            INSERT INTO conversations.visitor_address AS a (id, identity_id, account_id, address, language, source, verified_at) VALUES ($1, $2, $3, $4, $5, 'token', $6)
            ON CONFLICT (identity_id, address) DO UPDATE SET source = 'token', verified_at = COALESCE(a.verified_at, excluded.verified_at), language = excluded.language
            WHERE a.verified_at IS NULL OR a.language <> excluded.language
            """).With(NewId.Create(time), visitor.IdentityId, visitor.Site.Account.Id, address, language, time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The visitor wants a transcript there; unless it is proven already, a letter with a link goes first.</summary>
    public async Task<VisitorAddress> AskAsync(Visitor visitor, string address, string language, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
            INSERT INTO conversations.visitor_address AS a (id, identity_id, account_id, address, language, source, link_until, transcript_wanted) VALUES ($1, $2, $3, $4, $5, 'link', $6, true)
            ON CONFLICT (identity_id, address) DO UPDATE SET language = excluded.language, transcript_wanted = true,
            link_until = CASE WHEN a.verified_at IS NULL THEN excluded.link_until END RETURNING {Columns}
            """).With(NewId.Create(time), visitor.IdentityId, visitor.Site.Account.Id, address, language, time.GetUtcNow() + LinkLifetime);
        return (await command.ReadFirstAsync(Read, cancellationToken))!;
    }

    public async Task<VisitorAddress?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT {Columns} FROM conversations.visitor_address WHERE id = $1").With(id);
        return await command.ReadFirstAsync(Read, cancellationToken);
    }

    /// <summary>What a link names, while it holds.</summary>
    public async Task<VisitorAddress?> ByLinkAsync(string token, CancellationToken cancellationToken)
    {
        var bytes = new byte[16 + SignatureLength];
        if (token.Length != Base64Url.GetEncodedLength(bytes.Length) || Base64Url.DecodeFromChars(token, bytes, out _, out var written) != OperationStatus.Done || written != bytes.Length
            || await FindAsync(new Guid(bytes.AsSpan(0, 16), bigEndian: true), cancellationToken) is not { } address || !(address.LinkUntil > time.GetUtcNow()))
        {
            return null;
        }

        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(16), Signature(address)) ? address : null;
    }

    /// <summary>The token of the newest letter's link.</summary>
    public string LinkOf(VisitorAddress address) => Base64Url.EncodeToString([.. address.Id.ToByteArray(bigEndian: true), .. Signature(address)]);

    /// <returns>Whether a transcript is wanted now.</returns>
    public async Task<bool> ConfirmAsync(VisitorAddress address, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "UPDATE conversations.visitor_address SET verified_at = COALESCE(verified_at, $2), link_until = NULL WHERE id = $1 AND link_until = $3 RETURNING transcript_wanted")
            .With(address.Id, time.GetUtcNow(), address.LinkUntil);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task SentAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("UPDATE conversations.visitor_address SET transcript_wanted = false WHERE id = $1").With(id);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private const string Columns = "id, identity_id, account_id, address, language, verified_at IS NOT NULL, link_until, transcript_wanted";

    private static VisitorAddress Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetBoolean(5), reader.TimeOrNull(6), reader.GetBoolean(7));

    private byte[] Signature(VisitorAddress address)
    {
        var signed = new byte[24];
        address.Id.TryWriteBytes(signed, bigEndian: true, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(signed.AsSpan(16), address.LinkUntil?.UtcTicks ?? 0);
        return HMACSHA256.HashData(signing, signed)[..SignatureLength];
    }
}
