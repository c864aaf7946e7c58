using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Integrations;

/// <summary>Answers whoever names brands without owning them.</summary>
internal sealed class KnownBrands(NpgsqlDataSource dataSource) : IKnownBrands
{
    public async Task<bool> AllExistAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT count(*) FROM integrations.brand WHERE id = ANY($1)").With(ids.Distinct().ToArray());
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! == ids.Distinct().Count();
    }
}
