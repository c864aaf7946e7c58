using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Integrations;

/// <summary>The name the customer knows, with what belongs to it.</summary>
/// <param name="RequireReason">A contact reason is wanted before a conversation is resolved.</param>
/// <param name="RequireResult">A result is wanted before a conversation is resolved.</param>
/// <param name="SignatureJa">Put below a reply in Japanese on channels that have signatures.</param>
/// <param name="SignatureEn">The same in English.</param>
/// <param name="WorkNames">Customers read the work names of the people who write to them, never the real ones.</param>
internal sealed record BrandEntry(Guid Id, string Key, string Name, bool RequireReason, bool RequireResult, string SignatureJa, string SignatureEn, bool Active, bool WorkNames);

/// <summary>Brands are few and seldom asked for; each question reads.</summary>
internal sealed class Brands(NpgsqlDataSource dataSource)
{
    public const string Columns = "id, key, name, require_reason, require_result, signature_ja, signature_en, active, work_names";

    public async Task<BrandEntry?> ByIdAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT {Columns} FROM integrations.brand WHERE id = $1").With(id);
        return await command.ReadFirstAsync(Read, cancellationToken);
    }

    public async Task<List<BrandEntry>> AllAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT {Columns} FROM integrations.brand ORDER BY name, id");
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    private static BrandEntry Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), reader.GetBoolean(4), reader.GetString(5), reader.GetString(6), reader.GetBoolean(7), reader.GetBoolean(8));
}
