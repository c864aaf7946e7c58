using Hub.Server.Conversations;
using Hub.Server.Conversations.Vocabulary;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Demo;

/// <summary>The shop's own states, contact reasons, results and fields, and what its resolved conversations were about.</summary>
internal sealed class DemoVocabulary(NpgsqlConnection connection, TimeProvider time)
{
    private static readonly (ConversationStatus Status, string Ja, string En)[] States =
    [
        (ConversationStatus.WaitingForCustomer, "注文番号の確認待ち", "Asked for the order number"),
        (ConversationStatus.WaitingForOthers, "配送会社に確認中", "Asking the carrier"),
        (ConversationStatus.WaitingForOthers, "茶園に確認中", "Asking the tea garden"),
        (ConversationStatus.Resolved, "返金済み", "Refunded"),
        (ConversationStatus.Resolved, "再送済み", "Sent again"),
    ];

    private static readonly (string Ja, string En, (string Ja, string En)[] Below)[] Reasons =
    [
        ("配送", "Delivery", [("届かない・遅れている", "Late or missing"), ("住所・日時の変更", "Change of address or time"), ("破損・漏れ", "Damaged or leaking")]),
        ("定期便", "Subscription", [("お休み・再開", "Pause or resume"), ("内容・周期の変更", "Change of tea or rhythm"), ("解約", "Cancellation")]),
        ("商品", "Products", [("おすすめ・選び方", "Advice"), ("淹れ方・保存", "Brewing and storing"), ("在庫・入荷", "Stock")]),
        ("お支払い・領収書", "Payment and receipts", []),
        ("贈り物", "Gifts", [("のし・包装", "Wrapping"), ("複数のお届け先", "Several recipients")]),
        ("その他", "Other", []),
    ];

    private static readonly (string Ja, string En)[] Results =
        [("案内で完了", "Explained"), ("再送した", "Sent again"), ("返金した", "Refunded"), ("定期便を変更した", "Subscription changed"), ("お客様都合で終了", "Customer dropped it")];

    /// <summary>In the caller's transaction, after the history: the same conversation is always about the same thing.</summary>
    public async Task WriteAsync(Guid brandId, CancellationToken cancellationToken)
    {
        foreach (var (state, position) in States.Select((state, position) => (state, position)))
        {
            await TermAsync(TermKind.State, null, null, state.Status, state.Ja, state.En, position, cancellationToken);
        }

        foreach (var (reason, position) in Reasons.Select((reason, position) => (reason, position)))
        {
            var id = await TermAsync(TermKind.Reason, brandId, null, null, reason.Ja, reason.En, position, cancellationToken);
            foreach (var (below, place) in reason.Below.Select((below, place) => (below, place)))
            {
                await TermAsync(TermKind.Reason, brandId, id, null, below.Ja, below.En, place, cancellationToken);
            }
        }

        foreach (var (result, position) in Results.Select((result, position) => (result, position)))
        {
            await TermAsync(TermKind.Result, brandId, null, null, result.Ja, result.En, position, cancellationToken);
        }

        await using var field = new NpgsqlCommand("""
            INSERT INTO conversations.field (id, key, kind, name_ja, name_en, position) VALUES ($1, 'order_number', 0, '注文番号', 'Order number', 0), ($2, 'gift', 3, '贈り物', 'Gift', 1)
            ON CONFLICT (key) DO NOTHING
            """, connection).With(NewId.Create(time), NewId.Create(time));
        await field.ExecuteNonQueryAsync(cancellationToken);
        await using var about = new NpgsqlCommand("""
            WITH reasons AS (SELECT array_agg(t.id ORDER BY t.position, t.id) AS ids FROM conversations.term t WHERE t.kind = 1 AND t.brand_id = $1
                    AND NOT EXISTS (SELECT 1 FROM conversations.term b WHERE b.parent_id = t.id)),
                results AS (SELECT array_agg(t.id ORDER BY t.position) AS ids FROM conversations.term t WHERE t.kind = 2 AND t.brand_id = $1)
            UPDATE conversations.conversation c SET reason_id = r.ids[1 + (c.number * 7) % cardinality(r.ids)], result_id = CASE WHEN h.status = 2 THEN e.ids[1 + (c.number * 3) % cardinality(e.ids)] END
            FROM conversations.conversation_head h, reasons r, results e WHERE h.conversation_id = c.id AND c.brand_id = $1 AND (h.status = 2 OR c.number % 3 = 0)
            """, connection).With(brandId);
        await about.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<Guid> TermAsync(
        TermKind kind, Guid? brandId, Guid? parentId, ConversationStatus? status, string nameJa, string nameEn, int position, CancellationToken cancellationToken)
    {
        var id = NewId.Create(time);
        await using var command = new NpgsqlCommand(
            "INSERT INTO conversations.term (id, kind, brand_id, parent_id, status, name_ja, name_en, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", connection);
        command.With(id, (short)kind);
        command.Parameters.Add(new() { Value = (object?)brandId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = (object?)parentId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = status is { } given ? (short)given : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Smallint });
        command.With(nameJa, nameEn, position);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return id;
    }
}
