using Hub.Server.Identity;
using Hub.Server.Integrations.MailSignIn;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Secrets;
using Npgsql;

namespace Hub.Server.Integrations.Accounts;

/// <summary>
/// Replaces secrets, which are written and never read. Where others sign with a secret the one before it may count for a while longer, so that nothing is refused
/// between the change here and the change there.
/// </summary>
internal static class RotateSecrets
{
    private const int LongestOverlapHours = 7 * 24;
    private const int MaxLength = 8000;

    /// <param name="Secrets">By name; null or empty takes one away, unless nothing works without it.</param>
    /// <param name="KeepOldHours">How long what came before goes on counting for what comes in, 0 to 168; of use only to secrets that can overlap.</param>
    internal sealed record Request(Dictionary<string, string?>? Secrets, int KeepOldHours = 0)
    {
        public override string ToString() => nameof(RotateSecrets);
    }

    public static void Map(RouteGroupBuilder accounts) =>
        accounts.MapPut("/{id:guid}/secrets", HandleAsync).WithName("RotateSecrets").RequirePermission(Permissions.ManageAccounts).Produces<ManageAccounts.AccountView>();

    private static async Task<IResult> HandleAsync(
        Guid id, Request request, CurrentAgent agent, ChannelAccounts accounts, AccountTokens tokens, NpgsqlDataSource dataSource, SecretBox box, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await accounts.ByIdAsync(id, cancellationToken) is not { } known)
        {
            return Problem.NotFound();
        }

        var fields = accounts.Adapter(known.Account.Channel).Fields.Where(field => field.Secret).ToDictionary(field => field.Name, StringComparer.Ordinal);
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, value) in request.Secrets ?? [])
        {
            if (!fields.TryGetValue(name, out var field))
            {
                errors[name] = ["unknown"];
            }
            else if (string.IsNullOrEmpty(value) ? field.Required : value.Length > MaxLength || value.Any(char.IsControl))
            {
                errors[name] = [string.IsNullOrEmpty(value) ? "required" : value.Length > MaxLength ? "too_long" : "invalid"];
            }
        }

        if (request.Secrets is not { Count: > 0 })
        {
            errors["secrets"] = ["required"];
        }

        if (request.KeepOldHours is < 0 or > LongestOverlapHours)
        {
            errors["keepOldHours"] = ["out_of_range"];
        }

        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        var until = time.GetUtcNow().AddHours(request.KeepOldHours);
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await ChannelAccountSecrets.ChangeAsync(connection, box, id, secrets => Change(secrets, request, fields, until), cancellationToken);
            await AuditLog.WriteAsync(connection, cancellationToken, ManageAccounts.Entry(agent, id, "channel_account.secrets_changed", new { secrets = request.Secrets!.Keys, request.KeepOldHours }));
            await transaction.CommitAsync(CancellationToken.None);
        }

        tokens.Forget(id);
        accounts.Invalidate();
        return TypedResults.Ok(ManageAccounts.View(accounts, (await accounts.ByIdAsync(id, cancellationToken))!, mayManage: true));
    }

    private static void Change(Dictionary<string, string> secrets, Request request, Dictionary<string, Hub.Channels.AccountField> fields, DateTimeOffset until)
    {
        foreach (var (name, value) in request.Secrets!)
        {
            ChannelAccountSecrets.Forget(secrets, name);
            if (string.IsNullOrEmpty(value))
            {
                secrets.Remove(name);
                continue;
            }

            if (request.KeepOldHours > 0 && fields[name].Overlaps)
            {
                ChannelAccountSecrets.Keep(secrets, name, until);
            }

            secrets[name] = value;
        }
    }
}
