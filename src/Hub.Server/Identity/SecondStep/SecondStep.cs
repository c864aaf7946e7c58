using System.Security.Cryptography;
using System.Text;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Secrets;
using Npgsql;

namespace Hub.Server.Identity;

internal enum CodeCheck
{
    Right,
    Wrong,

    /// <summary>Ten wrong ones in 15 minutes, from wherever: none is looked at for a while. Only who knows the password gets this far.</summary>
    TooMany,
}

/// <summary>
/// The second step of signing in: a code of an authenticator app, or one of ten recovery codes. Every check locks the person's row, so on however many
/// nodes it runs, a code works once and wrong ones are counted together.
/// </summary>
internal sealed class SecondStep(NpgsqlDataSource dataSource, SecretBox secrets, TimeProvider time)
{
    private const int MaxFailures = 10;
    private const int RecoveryCodes = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    public async Task<CodeCheck> CheckAsync(Guid agentId, string code, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var read = new NpgsqlCommand("SELECT totp_secret, totp_step, code_failures, code_failed_at FROM identity.agent WHERE id = $1 FOR NO KEY UPDATE", connection).With(agentId);
        var state = await read.ReadFirstAsync(
            reader => new
            {
                Secret = reader.IsDBNull(0) ? null : reader.GetFieldValue<byte[]>(0),
                Step = reader.GetInt64(1),
                Failures = reader.IsDBNull(3) || reader.GetFieldValue<DateTimeOffset>(3) <= now - Pause ? 0 : reader.GetInt32(2),
            },
            cancellationToken);
        if (state?.Secret is null)
        {
            return CodeCheck.Wrong;
        }

        if (state.Failures >= MaxFailures)
        {
            return CodeCheck.TooMany;
        }

        var typed = Clean(code);
        var step = Totp.Match(secrets.Open(state.Secret, "identity.agent", agentId.ToString(), "totp_secret"), typed, now, state.Step);
        var right = step is not null || await UseRecoveryCodeAsync(connection, agentId, typed, now, cancellationToken);
        await using var write = right
            ? new NpgsqlCommand("UPDATE identity.agent SET totp_step = greatest(totp_step, $2), code_failures = 0, code_failed_at = NULL WHERE id = $1", connection).With(agentId, step ?? 0L)
            : new NpgsqlCommand("UPDATE identity.agent SET code_failures = $2, code_failed_at = $3 WHERE id = $1", connection).With(agentId, state.Failures + 1, now);
        await write.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return right ? CodeCheck.Right : CodeCheck.Wrong;
    }

    /// <summary>A new secret, which counts only after <see cref="ConfirmAsync"/>.</summary>
    public async Task<string> BeginAsync(Guid agentId, CancellationToken cancellationToken)
    {
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretSize);
        await using var command = dataSource.CreateCommand("UPDATE identity.agent SET totp_pending = $2 WHERE id = $1")
            .With(agentId, secrets.Seal(secret, "identity.agent", agentId.ToString(), "totp_secret"));
        await command.ExecuteNonQueryAsync(cancellationToken);
        return Totp.Base32(secret);
    }

    /// <summary>Takes the new secret into use when its first code is right; the recovery codes, shown once. Null: wrong. Other sessions end.</summary>
    public async Task<string[]?> ConfirmAsync(CurrentAgent agent, string code, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var read = new NpgsqlCommand("SELECT totp_pending FROM identity.agent WHERE id = $1 AND totp_pending IS NOT NULL FOR NO KEY UPDATE", connection).With(agent.Id);
        if (await read.ExecuteScalarAsync(cancellationToken) is not byte[] pending
            || Totp.Match(secrets.Open(pending, "identity.agent", agent.Id.ToString(), "totp_secret"), Clean(code), time.GetUtcNow(), 0) is not { } step)
        {
            return null;
        }

        await using var write = new NpgsqlCommand(
            "UPDATE identity.agent SET totp_secret = totp_pending, totp_pending = NULL, totp_step = $2, code_failures = 0, code_failed_at = NULL, access_version = access_version + 1 WHERE id = $1",
            connection).With(agent.Id, step);
        await write.ExecuteNonQueryAsync(cancellationToken);
        await using var sessions = new NpgsqlCommand("DELETE FROM identity.session WHERE agent_id = $1 AND id <> $2", connection).With(agent.Id, agent.SessionId!.Value);
        await sessions.ExecuteNonQueryAsync(cancellationToken);
        var codes = await WriteCodesAsync(connection, agent.Id, cancellationToken);
        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(agent.AsActor(), "second_step.set_up") { TargetKind = "person", TargetId = agent.Id });
        await transaction.CommitAsync(cancellationToken);
        return codes;
    }

    /// <summary>Ten new recovery codes; the old ones are void.</summary>
    public async Task<string[]> NewRecoveryCodesAsync(CurrentAgent agent, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var codes = await WriteCodesAsync(connection, agent.Id, cancellationToken);
        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(agent.AsActor(), "second_step.codes_renewed") { TargetKind = "person", TargetId = agent.Id });
        await transaction.CommitAsync(cancellationToken);
        return codes;
    }

    /// <summary>Off, with everything that belongs to it.</summary>
    public async Task RemoveAsync(Guid agentId, CurrentAgent by, CancellationToken cancellationToken)
    {
        // A batch without a transaction of its own is one.
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new("UPDATE identity.agent SET totp_secret = NULL, totp_pending = NULL, totp_step = 0, code_failures = 0, access_version = access_version + 1 WHERE id = $1") { Parameters = { new() { Value = agentId } } });
        batch.BatchCommands.Add(new("DELETE FROM identity.recovery_code WHERE agent_id = $1") { Parameters = { new() { Value = agentId } } });
        batch.BatchCommands.Add(AuditLog.Insert(new AuditEntry(by.AsActor(), "second_step.removed") { TargetKind = "person", TargetId = agentId }));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<string[]> WriteCodesAsync(NpgsqlConnection connection, Guid agentId, CancellationToken cancellationToken)
    {
        // 50 random bits each; a plain hash is enough, since only ten guesses in 15 minutes are looked at.
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => Totp.Base32(RandomNumberGenerator.GetBytes(7))[..10].ToLowerInvariant()).ToArray();
        await using var old = new NpgsqlCommand("DELETE FROM identity.recovery_code WHERE agent_id = $1", connection).With(agentId);
        await old.ExecuteNonQueryAsync(cancellationToken);
        await using var insert = new NpgsqlCommand("INSERT INTO identity.recovery_code (agent_id, code_hash) SELECT $1, unnest($2::bytea[])", connection).With(agentId, codes.Select(Hash).ToArray());
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return [.. codes.Select(code => $"{code[..5]}-{code[5..]}")];
    }

    private static async Task<bool> UseRecoveryCodeAsync(NpgsqlConnection connection, Guid agentId, string code, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE identity.recovery_code SET used_at = $3 WHERE agent_id = $1 AND code_hash = $2 AND used_at IS NULL", connection)
            .With(agentId, Hash(code.ToLowerInvariant()), now);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static byte[] Hash(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));

    // Full-width digits, and the spaces and hyphens people type between groups.
    private static string Clean(string code) =>
        string.Concat(code.Normalize(NormalizationForm.FormKC).Where(character => !char.IsWhiteSpace(character) && character != '-'));
}
