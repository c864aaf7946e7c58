using Hub.Server.Conversations;
using Hub.Server.Conversations.Vocabulary;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Demo;

/// <summary>The shop's own states, contact reasons, results and fields.</summary>
internal sealed class DemoVocabulary(NpgsqlConnection connection, TimeProvider time)
{
    private static readonly (string Key, ConversationStatus Status, string Ja, string En)[] States =
    [
        ("asked", ConversationStatus.WaitingForCustomer, "注文番号の確認待ち", "Asked for the order number"),
        ("carrier", ConversationStatus.WaitingForOthers, "配送会社に確認中", "Asking the carrier"),
        ("garden", ConversationStatus.WaitingForOthers, "茶園に確認中", "Asking the tea garden"),
        ("refund", ConversationStatus.Resolved, "返金済み", "Refunded"),
        ("again", ConversationStatus.Resolved, "再送済み", "Sent again"),
    ];

    /// <summary>Key, Japanese and English; each step to the right is a level below.</summary>
    private const string Reasons = """
        delivery|配送|Delivery
          late|届かない・遅れている|Late or missing
            late.traffic|天候・交通|Weather or traffic
            late.absent|不在・持ち戻り|Nobody at home
            late.lost|所在不明|Lost track
          address|住所・日時の変更|Change of address or time
          damaged|破損・漏れ|Damaged or leaking
          wrong|誤送・数量違い|Wrong or missing item
          abroad|海外発送|Shipping abroad
        subscription|定期便|Subscription
          pause|お休み・再開|Pause or resume
          rhythm|内容・周期の変更|Change of tea or rhythm
          end|解約|Cancellation
        products|商品|Products
          advice|おすすめ・原材料|Advice and ingredients
          brewing|淹れ方・保存|Brewing and storing
          stock|在庫・入荷|Stock
        money|お支払い|Payment
          receipt|領収書・請求書|Receipts and invoices
          payment|決済の不具合|Payment trouble
          member|会員・ポイント|Account and points
        gifts|贈り物|Gifts
          wrapping|のし・包装・カード|Wrapping and cards
          several|複数のお届け先|Several recipients
          condolence|弔事|Condolence
        order|注文の変更・取消|Changing an order
        wholesale|卸・法人|Wholesale
        visit|店舗・体験|Shop and tastings
        complaint|ご意見・苦情|Complaint
        other|その他|Other
        """;

    private static readonly (string Key, string Ja, string En)[] Results =
    [
        ("explained", "案内で完了", "Explained"), ("resent", "再送した", "Sent again"), ("refunded", "返金した", "Refunded"), ("changed", "注文・定期便を変更した", "Order or subscription changed"),
        ("dropped", "お客様都合で終了", "Customer dropped it"),
    ];

    private readonly Dictionary<string, Guid> ids = [];

    /// <summary>In the caller's transaction. The answer knows each word's id by its key.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> WriteAsync(Guid brandId, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var ((key, status, ja, en), position) in States.Select((state, position) => (state, position)))
        {
            Add(batch, key, TermKind.State, null, null, status, ja, en, position);
        }

        var above = new Guid?[4];
        foreach (var (line, position) in Reasons.Split('\n').Select((line, position) => (line, position)))
        {
            var level = (line.Length - line.TrimStart().Length) / 2;
            var parts = line.Trim().Split('|');
            above[level + 1] = Add(batch, parts[0], TermKind.Reason, brandId, above[level], null, parts[1], parts[2], position);
        }

        foreach (var ((key, ja, en), position) in Results.Select((result, position) => (result, position)))
        {
            Add(batch, key, TermKind.Result, brandId, null, null, ja, en, position);
        }

        batch.BatchCommands.Add(new("""
            INSERT INTO conversations.field (id, key, kind, name_ja, name_en, position) VALUES ($1, 'order_number', 0, '注文番号', 'Order number', 0), ($2, 'gift', 3, '贈り物', 'Gift', 1)
            ON CONFLICT (key) DO NOTHING
            """) { Parameters = { new() { Value = NewId.Create(time) }, new() { Value = NewId.Create(time) } } });
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return ids;
    }

    private Guid Add(NpgsqlBatch batch, string key, TermKind kind, Guid? brandId, Guid? parentId, ConversationStatus? status, string nameJa, string nameEn, int position)
    {
        var id = ids[key] = NewId.Create(time);
        batch.BatchCommands.Add(new("INSERT INTO conversations.term (id, kind, brand_id, parent_id, status, name_ja, name_en, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = (short)kind }, new() { Value = (object?)brandId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = (object?)parentId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }, new() { Value = status is { } given ? (short)given : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Smallint },
                new() { Value = nameJa }, new() { Value = nameEn }, new() { Value = position },
            },
        });
        return id;
    }
}
