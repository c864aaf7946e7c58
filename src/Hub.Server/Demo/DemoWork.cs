using System.Text.Json;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Calendar;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Demo;

/// <summary>What the shop works with: its hours and closures, and the answers it has ready. Nothing of it acts by itself.</summary>
internal static class DemoWork
{
    private static readonly (string Folder, string Title, string Shortcut, string? Ja, string? En)[] Replies =
    [
        ("配送", "お届け状況の確認", "late",
            "{{customer.name}} 様\n\nこのたびはお届けが遅れ、ご心配をおかけしております。配送会社に確認のうえ、本日中に改めてご連絡いたします。\n\n{{brand.name}} {{agent.name}}",
            "Dear {{customer.name}},\n\nWe are sorry that your parcel is late. We are asking the carrier and will write to you again today.\n\n{{agent.name}}, {{brand.name}}"),
        ("配送", "発送のご案内", "sent",
            "{{customer.name}} 様\n\nご注文 {{order.number}} を発送いたしました。お問い合わせ番号は {{order.tracking}} です。到着まで今しばらくお待ちください。",
            "Your order {{order.number}} is on its way. The tracking number is {{order.tracking}}."),
        ("配送", "お届け先の変更", "address",
            "お届け先の変更を承りました。次回の発送分より、新しいご住所へお届けいたします。",
            "We have changed your delivery address. It takes effect with the next parcel."),
        ("定期便", "定期便のお休み", "pause",
            "定期便を1回お休みするお手続きを承りました。再開のご連絡は不要です。その次のお届け日より自動的に再開いたします。",
            "We have paused your subscription for one delivery. It goes on by itself with the one after."),
        ("商品", "おいしい淹れ方", "brew",
            "煎茶は70度ほどに冷ましたお湯で、1分を目安にお召し上がりください。渋みが気になるときは、お湯を少し低めにするとまろやかになります。",
            "For sencha, let the water cool to about 70 °C and steep for a minute. A little cooler makes it milder."),
        ("返品", "返品・交換の手順", "return",
            "ご不便をおかけし申し訳ございません。未開封の商品は到着後14日以内であれば返品・交換を承ります。同封の返品票を添えて、着払いでお送りください。",
            "We are sorry for the trouble. Unopened goods can be returned or exchanged within 14 days; please add the slip from your parcel."),
        ("", "少々お待ちください", "wait",
            "ただいま確認しております。恐れ入りますが、少々お待ちいただけますでしょうか。",
            "I am looking into this. Please give me a moment."),
        ("", "お礼の返信", "thanks",
            "{{customer.name}} 様、こちらこそありがとうございます。またのご利用を心よりお待ちしております。",
            "Thank you, {{customer.name}}. We look forward to hearing from you again."),
    ];

    public static async Task AddAsync(NpgsqlConnection connection, Guid brandId, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using (var hours = new NpgsqlCommand("""
            INSERT INTO integrations.brand_calendar (brand_id, settings, version, updated_at, updated_by) VALUES ($1, $2::jsonb, 1, $3, $4) ON CONFLICT DO NOTHING
            """, connection).With(brandId, JsonSerializer.Serialize(CalendarInput.Of(Hours(now.Year), 1), HubJson.Options), now, Guid.Empty))
        {
            await hours.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (var (folder, title, shortcut, ja, en) in Replies)
        {
            await using var add = new NpgsqlCommand("""
                INSERT INTO knowledge.canned_reply (id, brand_id, folder, title, shortcut, shortcut_key, body_ja, body_en, created_at, updated_at, updated_by)
                VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $8, $9) ON CONFLICT DO NOTHING
                """, connection).With(NewId.Create(time), brandId, folder, title, shortcut, ja, en, now, Guid.Empty);
            await add.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Monday to Saturday, with お盆 and 年末年始 of this year. The next year's are still to be entered, of which the hub reminds in November.</summary>
    private static CalendarSettings Hours(int year)
    {
        var week = CalendarSettings.Default.Week.ToDictionary(day => day.Key, IReadOnlyList<OpenSpan> (_) => [new OpenSpan("10:00", "18:00")]);
        week[DayOfWeek.Saturday] = [new OpenSpan("10:00", "15:00")];
        return CalendarSettings.Default with
        {
            Week = week,
            Closures =
            [
                new Closure(new DateOnly(year, 8, 13), new DateOnly(year, 8, 15), "お盆休み", "Obon"),
                new Closure(new DateOnly(year, 12, 30), new DateOnly(year + 1, 1, 4), "年末年始", "New Year"),
            ],
            SpecialDays = [new SpecialDay(new DateOnly(year, 12, 29), [new OpenSpan("10:00", "12:00")], "仕事納め", "Last day of the year")],
        };
    }
}
