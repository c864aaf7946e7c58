using Hub.Channels;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Npgsql;

namespace Hub.Server.Integrations.Accounts;

/// <summary>
/// <c>POST /api/channel-accounts/{id}/webhook</c>: tells the provider where the hub is called, and lets it call once. The address is the hub's own, never one that
/// was asked for: nobody can send the customers' words elsewhere with it.
/// </summary>
internal static class SetWebhook
{
    public static void Map(RouteGroupBuilder accounts) =>
        accounts.MapPost("/{id:guid}/webhook", HandleAsync).WithName("SetChannelAccountWebhook").RequirePermission(Permissions.ManageAccounts).Produces<AccountCheck>();

    private static async Task<IResult> HandleAsync(Guid id, CurrentAgent agent, ChannelAccounts accounts, HubOptions options, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (await accounts.ByIdAsync(id, cancellationToken) is not { } account)
        {
            return Problem.NotFound();
        }

        var adapter = accounts.Adapter(account.Account.Channel);
        if (!adapter.SetsWebhook)
        {
            return Problem.Of(409, "set_it_there");
        }

        if (options.PublicUrl is not { } address)
        {
            return Problem.Of(409, "no_public_address");
        }

        var url = $"{address.ToString().TrimEnd('/')}/webhooks/{adapter.WebhookName}/{account.Account.Key}";
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await AuditLog.WriteAsync(connection, cancellationToken, ManageAccounts.Entry(agent, id, "channel_account.webhook_set", new { url }));
        }

        return TypedResults.Ok(await adapter.SetWebhookAsync(account.Account, url, cancellationToken));
    }
}
