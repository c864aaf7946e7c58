using Hub.Server.Conversations.Inbound;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Sensitive;

/// <summary>
/// When the last event of a raw body has been applied, the numbers that were masked in it are masked in the body too. Until then it stays whole: after a
/// crash it is what the messages are made of.
/// </summary>
internal sealed class ScrubDelivery(NpgsqlDataSource dataSource, RawBodies bodies)
{
    public const string Mask = "••••";

    public async Task HandleAsync(StoredDelivery delivery, IReadOnlyCollection<string> numbers, CancellationToken cancellationToken)
    {
        if (delivery.StorageKey is { } file)
        {
            await bodies.SealAsync(file, delivery.Body, cancellationToken);
            return;
        }

        if (RawBody.Replace(delivery.Body, numbers, Mask) is { } body)
        {
            await using var command = dataSource.CreateCommand("UPDATE conversations.delivery SET body = $2 WHERE id = $1").With(delivery.Id, body);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
