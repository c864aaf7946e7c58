using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Audit;

/// <summary>Somebody asks for a conversation or customer that is not for them: they get the answer of what does not exist, and the audit log knows that they tried.</summary>
internal static class HiddenLook
{
    public static async Task<IResult> AtConversationAsync(Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, AuditTrail audit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT customer_id FROM conversations.conversation WHERE id = $1").With(id);
        if (await command.ExecuteScalarAsync(cancellationToken) is Guid customer)
        {
            await audit.SawAsync(new AuditEntry(agent.AsActor(), RefusedAccess.Action) { ConversationId = id, CustomerId = customer }, cancellationToken);
        }

        return Problem.NotFound();
    }

    public static async Task<IResult> AtCustomerAsync(Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, AuditTrail audit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT 1 FROM customers.customer WHERE id = $1").With(id);
        if (await command.ExecuteScalarAsync(cancellationToken) is not null)
        {
            await audit.SawAsync(new AuditEntry(agent.AsActor(), RefusedAccess.Action) { CustomerId = id }, cancellationToken);
        }

        return Problem.NotFound();
    }
}
