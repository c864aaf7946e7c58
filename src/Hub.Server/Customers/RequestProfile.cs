using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Jobs;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Customers;

/// <summary>Asks for name and picture when an identity appears, and again when they are a week old. Reacts to the facts that say somebody has written or come back.</summary>
internal sealed class RequestProfile(NpgsqlDataSource dataSource, TimeProvider time) : IFactHandler
{
    public string Name => "request-profile";

    public bool Handles(StoredFact fact) => fact.Type == CustomerFacts.SeenType;

    public async Task HandleAsync(StoredFact fact, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var batch = new NpgsqlBatch(connection);
        JobQueue.AddInserts(batch, [new NewJob(RefreshProfile.JobKind, fact.Lane.ToString("N"), new { identityId = fact.Lane })], time);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
