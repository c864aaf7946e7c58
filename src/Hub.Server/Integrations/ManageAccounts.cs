using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Channels;
using Hub.Server.Identity;
using Hub.Server.Integrations.Accounts;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Secrets;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Integrations;

/// <summary>Channel accounts over the API: list, create, change. Secrets go in and never come out.</summary>
internal static partial class ManageAccounts
{
    /// <param name="WebhookPath">Without what follows it (<paramref name="WebhookParts"/>); null where no provider calls.</param>
    /// <param name="PausedAt">Since when what it sends waits.</param>
    /// <param name="SilenceAlarm">People are told when less comes in than usual.</param>
    /// <param name="OldSecretsUntil">Secrets whose earlier value still counts for what comes in, and until when.</param>
    internal sealed record AccountView(
        Guid Id, string Key, string Channel, string Name, Guid BrandId, Guid? TeamId, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<string> SecretNames, bool Active,
        string? WebhookPath, int ReopenDays, IReadOnlyList<string> WebhookParts, DateTimeOffset? PausedAt, bool SilenceAlarm, IReadOnlyDictionary<string, DateTimeOffset> OldSecretsUntil);

    internal sealed record AccountList(IReadOnlyList<AccountView> Items);

    internal sealed record CreateRequest(string Key, string Channel, string Name, Guid? BrandId, Guid? TeamId, Dictionary<string, string>? Settings, Dictionary<string, string>? Secrets, int ReopenDays = AccountEntry.DefaultReopenDays);

    /// <param name="BrandId">Null: as it was. Conversations that have begun keep their brand.</param>
    /// <param name="ReopenDays">0 to 365. Null: as it was.</param>
    /// <param name="Settings">All of them. Null: as they were.</param>
    /// <param name="SilenceAlarm">Null: as it was.</param>
    internal sealed record UpdateRequest(
        string Name, Guid? TeamId, Dictionary<string, string>? Settings, Dictionary<string, string>? Secrets, bool Active, Guid? BrandId = null, int? ReopenDays = null, bool? SilenceAlarm = null);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup("/api/channel-accounts").WithTags("Channel accounts");
        accounts.MapGet("/", ListAsync).WithName("ListChannelAccounts").RequireSignedIn().Produces<AccountList>();
        accounts.MapPost("/", CreateAsync).WithName("CreateChannelAccount").RequirePermission(Permissions.ManageAccounts).Produces<AccountView>(201);
        accounts.MapPut("/{id:guid}", UpdateAsync).WithName("UpdateChannelAccount").RequirePermission(Permissions.ManageAccounts).Produces<AccountView>();
        ReadAllowance.Map(accounts);
        PauseAccount.Map(accounts);
        SetWebhook.Map(accounts);
        RotateSecrets.Map(accounts);
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

        if (accounts.Knows(request.Channel ?? ""))
        {
            CheckChoices(accounts, request.Channel!, request.Settings, errors);
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
        var address = accounts.Adapter(request.Channel!).AddressOf(new ChannelAccount(id, request.Key!, request.Channel!, request.Settings ?? [], secrets));
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("""
                INSERT INTO integrations.channel_account (id, key, channel, name, brand_id, team_id, settings, secrets, secret_names, reopen_days, address)
                SELECT $1, $2, $3, $4, COALESCE($5, (SELECT b.id FROM integrations.brand b ORDER BY b.key LIMIT 1)), $6, $7, $8, $9, $10, $11
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
            command.Parameters.Add(new() { Value = (object?)address?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            await command.ExecuteNonQueryAsync(cancellationToken);
            await AuditLog.WriteAsync(connection, cancellationToken, Entry(agent, id, "channel_account.created", new { request.Key, request.Channel, settings = request.Settings?.Keys, secrets = secrets.Keys }));
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (PostgresException exception) when (IsTaken(exception, address))
        {
            return Taken(address!);
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
        accounts.Invalidate();
        if (await accounts.ByIdAsync(id, cancellationToken) is not { } known)
        {
            return Problem.NotFound();
        }

        var errors = new Dictionary<string, string[]>();
        if (string.IsNullOrWhiteSpace(request.Name))
        {
            errors["name"] = ["required"];
        }

        if (request.ReopenDays is < 0 or > AccountEntry.MaxReopenDays)
        {
            errors["reopenDays"] = ["out_of_range"];
        }

        CheckChoices(accounts, known.Account.Channel, request.Settings, errors);
        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        // An account that is not in use has given its address away.
        var address = request.Active ? accounts.Adapter(known.Account.Channel).AddressOf(request.Settings is null ? known.Account : known.Account with { Settings = request.Settings }) : null;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("""
            UPDATE integrations.channel_account SET name = $2, team_id = $3, settings = $4, active = $5,
            brand_id = COALESCE((SELECT b.id FROM integrations.brand b WHERE b.id = $6), brand_id), reopen_days = $7, silence_alarm = $8, address = $9 WHERE id = $1
            """, connection);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = request.Name.Trim() });
        command.Parameters.Add(new() { Value = (object?)request.TeamId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(request.Settings ?? known.Account.Settings.ToDictionary(StringComparer.Ordinal), HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = request.Active });
        command.Parameters.Add(new() { Value = request.BrandId ?? known.BrandId });
        command.Parameters.Add(new() { Value = request.ReopenDays ?? known.ReopenDays });
        command.Parameters.Add(new() { Value = request.SilenceAlarm ?? known.SilenceAlarm });
        command.Parameters.Add(new() { Value = (object?)address?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (IsTaken(exception, address))
        {
            return Taken(address!);
        }

        if (request.Secrets is { Count: > 0 } given)
        {
            await ChannelAccountSecrets.ChangeAsync(connection, box, id, secrets => Replace(secrets, given), cancellationToken);
        }

        await AuditLog.WriteAsync(connection, cancellationToken, Entry(agent, id, "channel_account.changed", Changes(known, request)));
        await transaction.CommitAsync(CancellationToken.None);
        accounts.Invalidate();
        return TypedResults.Ok(View(accounts, (await accounts.ByIdAsync(id, cancellationToken))!, mayManage: true));
    }

    private static bool IsTaken(PostgresException exception, AccountAddress? address) =>
        address is not null && exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "channel_account_address" };

    /// <summary>Two accounts with one address would take in every message twice.</summary>
    private static IResult Taken(AccountAddress address) => Problem.Invalid(new Dictionary<string, string[]> { [address.Field] = ["taken"] });

    private static void Replace(Dictionary<string, string> secrets, Dictionary<string, string> given)
    {
        foreach (var (name, value) in given.Where(pair => !ChannelAccountSecrets.IsOld(pair.Key)))
        {
            ChannelAccountSecrets.Forget(secrets, name);
            secrets[name] = value;
        }
    }

    private static bool IsAmount(string text) =>
        decimal.TryParse(text, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var amount) && amount is >= 0 and <= 1000;

    /// <summary>A setting with choices must be one of them, an amount a number, a page an https address.</summary>
    private static void CheckChoices(ChannelAccounts accounts, string channel, Dictionary<string, string>? settings, Dictionary<string, string[]> errors)
    {
        foreach (var field in accounts.Adapter(channel).Fields)
        {
            if (settings?.GetValueOrDefault(field.Name) is { Length: > 0 } given && (field.Choices?.Contains(given) == false || (field.Amount && !IsAmount(given)) || (field.Page && !AccountField.IsPage(given))))
            {
                errors[field.Name] = ["invalid"];
            }
        }
    }

    internal static AuditEntry Entry(CurrentAgent agent, Guid id, string action, object? data) =>
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
        silenceAlarm = after.SilenceAlarm is { } alarm && alarm != before.SilenceAlarm ? new { old = before.SilenceAlarm, @new = alarm } : null,
    };

    internal static AccountView View(ChannelAccounts accounts, AccountEntry entry, bool mayManage) => new(
        entry.Account.Id, entry.Account.Key, entry.Account.Channel, entry.Name, entry.BrandId, entry.TeamId,
        mayManage ? entry.Account.Settings : new Dictionary<string, string>(), mayManage ? [.. entry.Account.Secrets.Keys] : [], entry.Active,
        accounts.Adapter(entry.Account.Channel).HasWebhook ? $"/webhooks/{accounts.Adapter(entry.Account.Channel).WebhookName}/{entry.Account.Key}" : null, entry.ReopenDays,
        accounts.Adapter(entry.Account.Channel) is { HasWebhook: true } adapter ? adapter.WebhookParts : [], entry.PausedAt, entry.SilenceAlarm,
        mayManage ? entry.OldSecretsUntil : new Dictionary<string, DateTimeOffset>());

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$")]
    private static partial Regex KeyFormat();
}
