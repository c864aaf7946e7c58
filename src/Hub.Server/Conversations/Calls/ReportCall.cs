using Hub.Channels;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Calls;

/// <summary>Takes in one report of a telephone system: the call's row, and its entry in a conversation once it is over.</summary>
internal sealed class ReportCall(Agents agents, CallLog log, TimeProvider time)
{
    public async Task HandleAsync(ConversationBatch batch, AccountEntry account, CallReported report, CancellationToken cancellationToken)
    {
        var agentId = await AgentAsync(batch.Connection, report.Agent, cancellationToken);
        var call = await MergeAsync(batch, account, report, agentId, cancellationToken);
        if (call.EndedAt is not null || call.MessageNumber is not null)
        {
            await log.WriteAsync(batch, account, call, cancellationToken);
        }

        batch.Raise(CallFacts.Changed(call.Id));
    }

    /// <summary>What was known and what is said now, together; the row stays locked. The telephone where it was answered counts more than one where it rang.</summary>
    private async Task<CallRow> MergeAsync(ConversationBatch batch, AccountEntry account, CallReported report, Guid? agentId, CancellationToken cancellationToken)
    {
        var at = report.ProviderTime is { } told && told < batch.Now ? told : batch.Now;
        await using var command = new NpgsqlCommand($"""
            INSERT INTO conversations.call AS c (id, account_id, call_key, team_id, outbound, number, number_shown, line, agent_id, started_at, answered_at, ended_at, missed, duration_seconds, recording_url)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT ON CONSTRAINT call_once DO UPDATE SET version = c.version + 1, number = COALESCE(c.number, excluded.number), number_shown = COALESCE(c.number_shown, excluded.number_shown),
            line = COALESCE(c.line, excluded.line), started_at = least(c.started_at, excluded.started_at), answered_at = least(c.answered_at, excluded.answered_at),
            ended_at = COALESCE(c.ended_at, excluded.ended_at), missed = c.missed OR excluded.missed, duration_seconds = COALESCE(excluded.duration_seconds, c.duration_seconds),
            recording_url = COALESCE(excluded.recording_url, c.recording_url),
            agent_id = CASE WHEN excluded.answered_at IS NOT NULL OR c.answered_at IS NULL AND excluded.ended_at IS NULL THEN COALESCE(excluded.agent_id, c.agent_id) ELSE COALESCE(c.agent_id, excluded.agent_id) END
            RETURNING {CallRow.Columns}
            """, batch.Connection);
        var over = report.Phase is CallPhase.Ended or CallPhase.Missed;
        object?[] values =
        [
            NewId.Create(time), account.Account.Id, report.CallId, account.TeamId, report.Outbound, PhoneNumbers.Normalise(report.Number, account.Account.Setting("country") ?? PhoneNumbers.Japan),
            report.Number, report.Line, agentId, at, report.Phase == CallPhase.Answered ? at : null, over ? at : null, report.Phase == CallPhase.Missed, report.DurationSeconds, report.RecordingUrl,
        ];
        NpgsqlDbType[] types =
        [
            NpgsqlDbType.Uuid, NpgsqlDbType.Uuid, NpgsqlDbType.Text, NpgsqlDbType.Uuid, NpgsqlDbType.Boolean, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Uuid,
            NpgsqlDbType.TimestampTz, NpgsqlDbType.TimestampTz, NpgsqlDbType.TimestampTz, NpgsqlDbType.Boolean, NpgsqlDbType.Integer, NpgsqlDbType.Text,
        ];
        foreach (var (value, type) in values.Zip(types))
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        }

        return (await command.ReadFirstAsync(CallRow.Read, cancellationToken))!;
    }

    /// <summary>An extension somebody has entered, or an e-mail address; null when it is nobody who works here now.</summary>
    private async Task<Guid?> AgentAsync(NpgsqlConnection connection, string? telephone, CancellationToken cancellationToken)
    {
        if (telephone is null)
        {
            return null;
        }

        await using var command = new NpgsqlCommand("SELECT agent_id FROM conversations.extension WHERE extension = $1", connection).With(telephone);
        var byExtension = await command.ExecuteScalarAsync(cancellationToken) as Guid?;
        var people = await agents.ListAsync(cancellationToken);
        return people.FirstOrDefault(person => person.Active && (byExtension is { } id ? person.Id == id : string.Equals(person.Email, telephone, StringComparison.OrdinalIgnoreCase)))?.Id;
    }
}
