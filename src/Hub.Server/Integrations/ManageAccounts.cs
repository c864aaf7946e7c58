using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Channels;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Secrets;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Integrations;

/// <summary>Channel accounts over the API: list, create, change, check. Secrets go in and never come out.</summary>
internal static partial class ManageAccounts
{
    /// <param name="WebhookPath">Without what follows it (<paramref name="WebhookParts"/>); null where no provider calls.</param>
    internal sealed record AccountView(
        Guid Id, string Key, string Channel, string Name, Guid BrandId, Guid? TeamId, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<string> SecretNames, bool Active,
        string? WebhookPath, int ReopenDays, IReadOnlyList<string> WebhookParts);

    internal sealed record AccountList(IReadOnlyList<AccountView> Items);

    internal sealed record CreateRequest(string Key, string Channel, string Name, Guid? BrandId, Guid? TeamId, Dictionary<string, string>? Settings, Dictionary<string, string>? Secrets, int ReopenDays = AccountEntry.DefaultReopenDays);

    /// <param name="BrandId">Null: as it was. Conversations that have begun keep their brand.</param>
    /// <param name="ReopenDays">0 to 365. Null: as it was.</param>
    internal sealed record UpdateRequest(string Name, Guid? TeamId, Dictionary<string, string>? Settings, Dictionary<string, string>? Secrets, bool Active, Guid? BrandId = null, int? ReopenDays = null);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup("/api/channel-accounts").WithTags("Channel accounts");
        accounts.MapGet("/", ListAsync).WithName("ListChannelAccounts").RequireSignedIn().Produces<AccountList>();
        accounts.MapPost("/", CreateAsync).WithName("CreateChannelAccount").RequirePermission(Permissions.ManageAccounts).Produces<AccountView>(201);
        accounts.MapPut("/{id:guid}", UpdateAsync).WithName("UpdateChannelAccount").RequirePermission(Permissions.ManageAccounts).Produces<AccountView>();
        ReadAllowance.Map(accounts);
        accounts.MapPost("/{id:guid}/check", CheckAsync).WithName("CheckChannelAccount").RequirePermission(Permissions.ManageAccounts).Produces<AccountCheck>();
    }

    private static async Task<IResult> ListAsync(CurrentAgent agent, ChannelAccounts accounts, CancellationToken cancellationToken) =>
        TypedResults.Ok(new AccountList([.. (await accounts.AllAsync(cancellationToken)).OrderBy(entry => entry.Account.Key, StringComparer.Ordinal).Select(entry => View(accounts, entry, agent.Can(Permissions.ManageAccounts)))]));

    private static async Task<IResult> CreateAsync(
        CreateRequest request, CurrentAgent agent, ChannelAccounts accounts, NpgsqlDataSource dataSource, SecretBox box, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        if (!KeyFormat().IsMatch(request.Key ?? ""))
        {
            errors["key"] = ["invalid"];
        }

        if (!accounts.Knows(request.Channel ?? ""))
        {
            errors["channel"] = ["unknown"];
        }

        if (string.IsNullOrWhiteSpace(request.Name))
        {
            errors["name"] = ["required"];
        }

        foreach (var field in accounts.Knows(request.Channel ?? "") ? accounts.Adapter(request.Channel!).Fields : [])
        {
            var given = (field.Secret ? request.Secrets : request.Settings)?.GetValueOrDefault(field.Name);
            if (!string.IsNullOrEmpty(given) && field.Choices?.Contains(given) == false)
            {
                errors[field.Name] = ["invalid"];
            }
        }

        if (request.ReopenDays is < 0 or > AccountEntry.MaxReopenDays)
        {
            errors["reopenDays"] = ["out_of_range"];
        }

        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        var id = NewId.Create(time);
        var secrets = request.Secrets ?? [];
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("""
                INSERT INTO integrations.channel_account (id, key, channel, name, brand_id, team_id, settings, secrets, secret_names, reopen_days)
                SELECT $1, $2, $3, $4, COALESCE($5, (SELECT b.id FROM integrations.brand b ORDER BY b.key LIMIT 1)), $6, $7, $8, $9, $10
                """, connection);
            command.Parameters.Add(new() { Value = id });
            command.Parameters.Add(new() { Value = request.Key! });
            command.Parameters.Add(new() { Value = request.Channel! });
            command.Parameters.Add(new() { Value = request.Name.Trim() });
            command.Parameters.Add(new() { Value = (object?)request.BrandId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
            command.Parameters.Add(new() { Value = (object?)request.TeamId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
            command.Parameters.Add(new() { Value = JsonSerializer.Serialize(request.Settings ?? [], HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
            command.Parameters.Add(new() { Value = ChannelAccountSecrets.Seal(box, id, secrets) });
            command.Parameters.Add(new() { Value = secrets.Keys.ToArray() });
            command.Parameters.Add(new() { Value = request.ReopenDays });
            await command.ExecuteNonQueryAsync(cancellationToken);
            await AuditLog.WriteAsync(connection, cancellationToken, Entry(agent, id, "channel_account.created", new { request.Key, request.Channel, settings = request.Settings?.Keys, secrets = secrets.Keys }));
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Problem.Of(409, "key_taken");
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.NotNullViolation)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["brandId"] = ["unknown"] });
        }

        accounts.Invalidate();
        return TypedResults.Created($"/api/channel-accounts/{id}", View(accounts, (await accounts.ByIdAsync(id, cancellationToken))!, mayManage: true));
    }

    /// <summary>Secrets that are given replace the old ones; those not given stay.</summary>
    private static async Task<IResult> UpdateAsync(
        Guid id, UpdateRequest request, CurrentAgent agent, ChannelAccounts accounts, NpgsqlDataSource dataSource, SecretBox box, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Name))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["name"] = ["required"] });
        }

        if (request.ReopenDays is < 0 or > AccountEntry.MaxReopenDays)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["reopenDays"] = ["out_of_range"] });
        }

        accounts.Invalidate();
        if (await accounts.ByIdAsync(id, cancellationToken) is not { } known)
        {
            return Problem.NotFound();
        }

        var secrets = known.Account.Secrets.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in request.Secrets ?? [])
        {
            secrets[name] = value;
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("""
            UPDATE integrations.channel_account SET name = $2, team_id = $3, settings = $4, secrets = $5, secret_names = $6, active = $7,
            brand_id = COALESCE((SELECT b.id FROM integrations.brand b WHERE b.id = $8), brand_id), reopen_days = $9 WHERE id = $1
            """, connection);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = request.Name.Trim() });
        command.Parameters.Add(new() { Value = (object?)request.TeamId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(request.Settings ?? known.Account.Settings.ToDictionary(StringComparer.Ordinal), HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = ChannelAccountSecrets.Seal(box, id, secrets) });
        command.Parameters.Add(new() { Value = secrets.Keys.ToArray() });
        command.Parameters.Add(new() { Value = request.Active });
        command.Parameters.Add(new() { Value = request.BrandId ?? known.BrandId });
        command.Parameters.Add(new() { Value = request.ReopenDays ?? known.ReopenDays });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await AuditLog.WriteAsync(connection, cancellationToken, Entry(agent, id, "channel_account.changed", Changes(known, request)));
        await transaction.CommitAsync(CancellationToken.None);
        accounts.Invalidate();
        return TypedResults.Ok(View(accounts, (await accounts.ByIdAsync(id, cancellationToken))!, mayManage: true));
    }

    private static AuditEntry Entry(CurrentAgent agent, Guid id, string action, object data) =>
        new(agent.AsActor(), action) { TargetKind = "channel_account", TargetId = id, Data = data };

    /// <summary>Names of settings and secrets only: a value may be an address or a key.</summary>
    private static object Changes(AccountEntry before, UpdateRequest after) => new
    {
        renamed = before.Name != after.Name.Trim(),
        team = before.TeamId == after.TeamId ? null : new { old = before.TeamId, @new = after.TeamId },
        active = before.Active == after.Active ? null : new { old = before.Active, @new = after.Active },
        settings = after.Settings is null ? [] : after.Settings.Keys.Union(before.Account.Settings.Keys)
            .Where(name => after.Settings.GetValueOrDefault(name) != (before.Account.Settings.TryGetValue(name, out var value) ? value : null)),
        secrets = after.Secrets?.Keys,
    };

    private static async Task<IResult> CheckAsync(Guid id, ChannelAccounts accounts, CancellationToken cancellationToken) =>
        await accounts.ByIdAsync(id, cancellationToken) is { } entry
            ? TypedResults.Ok(await accounts.Adapter(entry.Account.Channel).CheckAsync(entry.Account, cancellationToken))
            : Problem.NotFound();

    private static AccountView View(ChannelAccounts accounts, AccountEntry entry, bool mayManage) => new(
        entry.Account.Id, entry.Account.Key, entry.Account.Channel, entry.Name, entry.BrandId, entry.TeamId,
        mayManage ? entry.Account.Settings : new Dictionary<string, string>(), mayManage ? [.. entry.Account.Secrets.Keys] : [], entry.Active,
        accounts.Adapter(entry.Account.Channel).HasWebhook ? $"/webhooks/{accounts.Adapter(entry.Account.Channel).WebhookName}/{entry.Account.Key}" : null, entry.ReopenDays,
        accounts.Adapter(entry.Account.Channel) is { HasWebhook: true } adapter ? adapter.WebhookParts : []);

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$")]
    private static partial Regex KeyFormat();
}
