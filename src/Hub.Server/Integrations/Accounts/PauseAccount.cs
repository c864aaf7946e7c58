using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Integrations.Accounts;

/// <summary>
/// Holds back what an account sends. What comes in is taken as always: a provider that is turned away gives up after a while, and the customer's words would be
/// lost. What is written meanwhile waits, says why, and goes out when the account goes on.
/// </summary>
internal static class PauseAccount
{
    public static void Map(RouteGroupBuilder accounts)
    {
        accounts.MapPut("/{id:guid}/pause", PauseAsync).WithName("PauseChannelAccount").RequirePermission(Permissions.ManageAccounts).Produces<ManageAccounts.AccountView>();
        accounts.MapDelete("/{id:guid}/pause", ResumeAsync).WithName("ResumeChannelAccount").RequirePermission(Permissions.ManageAccounts).Produces<ManageAccounts.AccountView>();
    }

    private static Task<IResult> PauseAsync(Guid id, CurrentAgent agent, ChannelAccounts accounts, NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        ChangeAsync(id, agent, "channel_account.paused", "UPDATE integrations.channel_account SET paused_at = clock_timestamp(), paused_by = $2 WHERE id = $1 AND paused_at IS NULL", accounts, dataSource, cancellationToken);

    private static Task<IResult> ResumeAsync(Guid id, CurrentAgent agent, ChannelAccounts accounts, NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        ChangeAsync(id, agent, "channel_account.resumed", "UPDATE integrations.channel_account SET paused_at = NULL, paused_by = NULL WHERE id = $1 AND paused_at IS NOT NULL AND $2::uuid IS NOT NULL", accounts, dataSource, cancellationToken);

    /// <summary>Asked for twice it is done and noted once.</summary>
    private static async Task<IResult> ChangeAsync(Guid id, CurrentAgent agent, string action, string sql, ChannelAccounts accounts, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await using var command = new NpgsqlCommand(sql, connection).With(id, agent.Id);
            if (await command.ExecuteNonQueryAsync(cancellationToken) > 0)
            {
                await AuditLog.WriteAsync(connection, cancellationToken, ManageAccounts.Entry(agent, id, action, null));
                await transaction.CommitAsync(CancellationToken.None);
            }
        }

        accounts.Invalidate();
        return await accounts.ByIdAsync(id, cancellationToken) is { } entry ? TypedResults.Ok(ManageAccounts.View(accounts, entry, mayManage: true)) : Problem.NotFound();
    }
}
