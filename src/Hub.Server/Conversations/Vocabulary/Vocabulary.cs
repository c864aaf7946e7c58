using System.Security.Cryptography;
using System.Text.Json;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Vocabulary;

internal enum TermKind : short { State = 0, Reason = 1, Result = 2 }

internal enum FieldKind : short { Text = 0, Number = 1, Date = 2, YesNo = 3, Choice = 4, Choices = 5 }

/// <summary>A word the firm has chosen: a state inside a status, a contact reason, a result.</summary>
/// <param name="BrandId">Of a reason or result.</param>
/// <param name="ParentId">Of a reason below another.</param>
/// <param name="Status">Of a state: the status it is inside.</param>
/// <param name="Active">False: kept for what already carries it, no longer offered.</param>
/// <param name="UsedAt">When the person asking chose it last.</param>
internal sealed record Term(Guid Id, Guid? BrandId, Guid? ParentId, ConversationStatus? Status, string NameJa, string NameEn, bool Active, DateTimeOffset? UsedAt);

internal sealed record FieldOption(string Key, string NameJa, string NameEn);

/// <param name="BrandId">Null: of every brand.</param>
/// <param name="Required">Before a conversation may be resolved.</param>
internal sealed record Field(Guid Id, string Key, Guid? BrandId, FieldKind Kind, string NameJa, string NameEn, IReadOnlyList<FieldOption> Options, bool Required, bool Active);

/// <param name="Revision">Changes with every change of the words; whoever edits them says which one was read.</param>
internal sealed record VocabularyView(string Revision, IReadOnlyList<Term> States, IReadOnlyList<Term> Reasons, IReadOnlyList<Term> Results, IReadOnlyList<Field> Fields);

/// <summary>Reads the firm's own words: all of them in two statements; they are a few hundred at most.</summary>
internal static class VocabularyReader
{
    public static async Task<VocabularyView> ReadAsync(NpgsqlConnection connection, Guid agentId, CancellationToken cancellationToken)
    {
        await using var termCommand = new NpgsqlCommand("""
            SELECT t.kind, t.id, t.brand_id, t.parent_id, t.status, t.name_ja, t.name_en, t.active, u.at
            FROM conversations.term t LEFT JOIN conversations.term_use u ON u.term_id = t.id AND u.agent_id = $1 ORDER BY t.kind, t.position, t.id
            """, connection).With(agentId);
        var terms = await termCommand.ReadAllAsync(
            reader => (Kind: (TermKind)reader.GetInt16(0), Term: new Term(
                reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.IsDBNull(3) ? null : reader.GetGuid(3), reader.IsDBNull(4) ? null : (ConversationStatus)reader.GetInt16(4),
                reader.GetString(5), reader.GetString(6), reader.GetBoolean(7), reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8))),
            cancellationToken);
        var fields = await FieldsAsync(connection, cancellationToken);
        IReadOnlyList<Term> Of(TermKind kind) => [.. terms.Where(term => term.Kind == kind).Select(term => term.Term)];
        var content = JsonSerializer.SerializeToUtf8Bytes(new { terms = terms.Select(term => term.Term with { UsedAt = null }), fields }, HubJson.Options);
        return new VocabularyView(Convert.ToHexStringLower(SHA256.HashData(content))[..16], Of(TermKind.State), Of(TermKind.Reason), Of(TermKind.Result), fields);
    }

    public static async Task<List<Field>> FieldsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT id, key, brand_id, kind, name_ja, name_en, options::text, required, active FROM conversations.field ORDER BY position, id", connection);
        return await command.ReadAllAsync(
            reader => new Field(
                reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), (FieldKind)reader.GetInt16(3), reader.GetString(4), reader.GetString(5),
                JsonSerializer.Deserialize<FieldOption[]>(reader.GetString(6), HubJson.Options)!, reader.GetBoolean(7), reader.GetBoolean(8)),
            cancellationToken);
    }

    /// <summary>Remembers what an agent chose, so that it is offered first the next time.</summary>
    public static NpgsqlBatchCommand Used(Guid agentId, Guid[] termIds, DateTimeOffset at) => new("""
        INSERT INTO conversations.term_use (agent_id, term_id, at) SELECT $1, t, $3 FROM unnest($2::uuid[]) AS t ON CONFLICT (agent_id, term_id) DO UPDATE SET at = excluded.at
        """)
    {
        Parameters = { new() { Value = agentId }, new() { Value = termIds }, new() { Value = at, NpgsqlDbType = NpgsqlDbType.TimestampTz } },
    };
}
