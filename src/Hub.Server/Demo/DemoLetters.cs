using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Customers;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Demo;

/// <summary>A mailbox with a little history: letters answered and resolved, and some that wait. Those come in by the door every letter comes by, raw.</summary>
internal static class DemoLetters
{
    public const string AccountKey = "mail-demo";
    public const string Address = "support@tsumugi.example";

    private sealed record Old(string Name, string From, string Subject, int DaysAgo, string[] Words);

    /// <summary>The customer's words and ours in turn.</summary>
    private static readonly Old[] History =
    [
        new("藤井 香織", "kaori.fujii@mail.example", "領収書の宛名変更のお願い", 12,
            ["先日の注文（TM-40811）の領収書ですが、宛名を「株式会社藤井設計」に変更していただけますでしょうか。\nよろしくお願いいたします。", "藤井様\n\nお世話になっております。宛名を変更した領収書を本日お送りいたしました。\nご不明な点がございましたら、お知らせください。", "ありがとうございました。受け取りました。"]),
        new("Daniel Cooper", "d.cooper@post.example", "Shipping to Australia", 6,
            ["Hello,\n\ndo you ship to Melbourne, and how long does it take?\n\nKind regards\nDaniel", "Dear Daniel,\n\nyes, we do: about eight days by EMS. Orders over ¥12,000 ship free of charge.\nWe look forward to your order."]),
        new("森田 健一", "morita@ryokan.example", "卸売りのご相談", 3,
            ["京都で旅館を営んでおります森田と申します。\n客室用にほうじ茶を毎月20kgほど仕入れたいのですが、卸価格の表をいただけますか。", "森田様\n\nお問い合わせありがとうございます。卸価格表を準備しておりますので、明日中にお送りいたします。"]),
    ];

    public static async Task WriteAsync(NpgsqlConnection connection, DemoStaff shop, TimeProvider time, CancellationToken cancellationToken)
    {
        var account = shop.Accounts[AccountKey];
        var writer = shop.People["agent"];
        foreach (var old in History)
        {
            var (customer, conversation, begun) = (NewId.Create(time), NewId.Create(time), time.GetUtcNow().AddDays(-old.DaysAgo));
            var identity = IdentityIds.Of(account.Id, old.From);
            var answered = old.Words.Length % 2 == 0;
            await using var batch = new NpgsqlBatch(connection);
            Add(batch, "INSERT INTO customers.customer (id, name, created_at) VALUES ($1, $2, $3)", customer, old.Name, begun);
            Add(batch, "INSERT INTO customers.identity (id, customer_id, account_id, external_id, display_name, profile_at) VALUES ($1, $2, $3, $4, $5, $6)", identity, customer, account.Id, old.From, old.Name, time.GetUtcNow());
            Add(batch, "INSERT INTO conversations.conversation (id, account_id, channel, brand_id, identity_id, customer_id, created_at, subject, reason_id, result_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                conversation, account.Id, account.Channel, shop.BrandId, identity, customer, begun, old.Subject, answered ? null : shop.Terms["receipt"], answered ? null : shop.Terms["explained"]);
            for (var number = 1; number <= old.Words.Length; number++)
            {
                var ours = number % 2 == 0;
                var letter = new EmailContent(
                    number == 1 ? old.Subject : "Re: " + old.Subject, ours ? null : new Correspondent(old.From, old.Name), [ours ? new Correspondent(old.From, old.Name) : new Correspondent(Address, "つむぎ茶舗")], [],
                    old.Words[number - 1], null, Html: false)
                { ThreadedBy = number > 1 && !ours ? "message_id" : null };
                var command = Add(batch, """
                    INSERT INTO conversations.message (conversation_id, number, id, kind, sender_type, sender_id, at, state, state_at, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                    """, conversation, number, ours ? NewId.Create(time) : null, (short)(ours ? 1 : 0), (short)(ours ? 1 : 0), ours ? writer.Id : customer, begun.AddHours(number * 3), ours ? (short)2 : null, ours ? begun.AddHours(number * 3) : null);
                command.Parameters.Add(new() { Value = JsonSerializer.Serialize<MessageContent>(letter, HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
                Add(batch, "INSERT INTO conversations.message_key (account_id, provider_id, conversation_id, number) VALUES ($1, $2, $3, $4)", account.Id, $"{conversation:N}.{number}", conversation, number);
            }

            var last = old.Words.Length;
            Add(batch, """
                INSERT INTO conversations.conversation_head (conversation_id, identity_id, status, owner_id, team_id, version, last_number, last_activity_at, unread, threaded, resolved_at,
                preview_number, preview_kind, preview_sender, preview_type, preview, preview_at) VALUES ($1, $2, $3, $4, $5, 1, $6, $7, 0, true, $8, $6, $9, $9, 'email', left($10, 140), $7)
                """, conversation, identity, (short)(answered ? 3 : 2), writer.Id, account.Team.Id, last, begun.AddHours(last * 3), answered ? null : begun.AddHours(last * 3), (short)(answered ? 1 : 0), old.Words[^1]);
            Add(batch, "INSERT INTO conversations.participant (conversation_id, address, name, first_number) VALUES ($1, $2, $3, 1)", conversation, old.From, old.Name);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Letters that wait for somebody. Their dates follow the clock, so that each start of an empty demo has fresh ones.</summary>
    public static async Task ArriveAsync(Guid accountId, DeliveryWriter door, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var letter in DemoRawLetters.All(Address, time.GetUtcNow()))
        {
            await door.StoreAsync(accountId, null, letter, cancellationToken);
        }
    }

    private static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is null ? new NpgsqlParameter { Value = DBNull.Value } : new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
        return command;
    }
}
