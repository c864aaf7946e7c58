using Hub.Channels;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Jobs;
using Hub.Server.Platform.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Customers;

/// <summary>Fetches name and picture of a new identity from its provider, and again after a week. A name that a person has edited stays.</summary>
internal sealed class RefreshProfile(NpgsqlDataSource dataSource, ChannelAccounts accounts, FileStore files, PictureDownload pictures, FactSignal facts) : IJobHandler
{
    public const string JobKind = "refresh-profile";

    public string Kind => JobKind;

    private sealed record Data(Guid IdentityId);

    private sealed record Known(Guid AccountId, string ExternalId, Guid CustomerId, string? PictureUrl, string? PictureKey);

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var id = job.Read<Data>().IdentityId;
        await using var find = dataSource.CreateCommand("SELECT account_id, external_id, customer_id, picture_url, picture_key FROM customers.identity WHERE id = $1").With(id);
        var known = await find.ReadFirstAsync(
            reader => new Known(reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4)),
            cancellationToken);
        if (known is null || await accounts.ByIdAsync(known.AccountId, cancellationToken) is not { } account)
        {
            return JobOutcome.Finished;
        }

        var adapter = accounts.Adapter(account.Account.Channel);
        var profile = await adapter.GetProfileAsync(account.Account, known.ExternalId, cancellationToken);
        var key = known.PictureKey;
        var picture = profile?.PictureUrl ?? profile?.PictureReference;
        if (picture is not null && (picture != known.PictureUrl || key is null))
        {
            key = await (profile!.PictureUrl is { } url ? pictures.TryFetchAsync(account.Account, url, cancellationToken)
                : pictures.TryKeepAsync((stream, most) => adapter.FetchAttachmentAsync(account.Account, picture, stream, most, cancellationToken), cancellationToken)) ?? key;
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                // Whom the firm has named as its member keeps that name while the link stands.
                new NpgsqlBatchCommand("""
                    UPDATE customers.identity SET display_name = CASE WHEN EXISTS (SELECT FROM customers.member_link l WHERE l.identity_id = $1 AND l.ended_at IS NULL) THEN COALESCE(display_name, $2) ELSE COALESCE($2, display_name) END, picture_url = COALESCE($3, picture_url), picture_key = $4, profile_at = clock_timestamp() WHERE id = $1
                    """)
                {
                    Parameters = { new() { Value = id }, Text(profile?.DisplayName), Text(picture), Text(key) },
                },
                new NpgsqlBatchCommand("""
                    UPDATE customers.customer SET name = CASE WHEN EXISTS (SELECT FROM customers.member_link l WHERE l.identity_id = $4 AND l.ended_at IS NULL) THEN COALESCE(name, $2) ELSE COALESCE($2, name) END,
                    language = COALESCE(language, $3), version = version + 1 WHERE id = $1 AND NOT name_edited
                    """)
                {
                    Parameters = { new() { Value = known.CustomerId }, Text(profile?.DisplayName), Text(profile?.Language), new() { Value = id } },
                },
            },
        };
        Fact.AddInserts(batch, [CustomerFacts.Changed(known.CustomerId)]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        facts.Raise();
        if (key != known.PictureKey && known.PictureKey is not null)
        {
            await files.DeleteAsync(known.PictureKey);
        }

        return JobOutcome.Finished;
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
