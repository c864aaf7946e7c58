namespace Hub.Server.Demo;

/// <summary>What the shop calls a matter, by the tags it carries.</summary>
internal static class DemoTopics
{
    private static readonly (string Tags, string Reason, string Result)[] Known =
    [
        ("配送 遅延", "late.traffic", "explained"), ("delivery late", "late.traffic", "explained"), ("配送 追跡", "late.lost", "explained"), ("配送 不在", "late.absent", "changed"),
        ("配送 日時変更", "address", "changed"), ("配送 住所変更", "address", "changed"), ("delivery address", "address", "changed"), ("配送 海外", "abroad", "explained"),
        ("delivery customs", "abroad", "explained"), ("shipping question", "abroad", "explained"), ("返品 破損", "damaged", "resent"), ("returns damaged", "damaged", "resent"),
        ("返品 誤送", "wrong", "resent"), ("returns wrong", "wrong", "resent"), ("返品", "damaged", "refunded"), ("returns", "damaged", "resent"), ("ギフト 複数", "several", "changed"),
        ("ギフト 弔事", "condolence", "explained"), ("ギフト", "wrapping", "explained"), ("gift", "wrapping", "explained"), ("請求書", "receipt", "explained"), ("支払い", "payment", "explained"),
        ("payment", "payment", "explained"), ("会員", "member", "explained"), ("定期便 解約", "end", "dropped"), ("subscription cancel", "end", "dropped"), ("定期便 休止", "pause", "changed"),
        ("定期便 再開", "pause", "changed"), ("subscription pause", "pause", "changed"), ("定期便", "rhythm", "changed"), ("subscription", "rhythm", "changed"), ("注文", "order", "changed"),
        ("アレルギー", "advice", "explained"), ("allergy", "advice", "explained"), ("淹れ方", "brewing", "explained"), ("brewing", "brewing", "explained"), ("急須", "brewing", "explained"),
        ("storage", "brewing", "explained"), ("商品 保存", "brewing", "explained"), ("商品", "advice", "explained"), ("products", "advice", "explained"), ("抹茶", "advice", "explained"),
        ("在庫", "stock", "explained"), ("stock", "stock", "explained"), ("卸", "wholesale", "explained"), ("wholesale", "wholesale", "explained"), ("苦情", "complaint", "explained"),
        ("店舗", "visit", "explained"), ("visit", "visit", "explained"),
    ];

    /// <summary>The keys of <see cref="DemoVocabulary"/>.</summary>
    public static (string Reason, string Result) Of(string[] tags)
    {
        var (whole, first) = (string.Join(' ', tags), tags[0]);
        var known = Known.FirstOrDefault(topic => topic.Tags == whole) is { Tags: not null } exact ? exact : Known.FirstOrDefault(topic => topic.Tags == first || topic.Tags.StartsWith(first + " ", StringComparison.Ordinal));
        return known.Tags is null ? ("other", "explained") : (known.Reason, known.Result);
    }

    public static bool IsGift(string[] tags) => tags[0] is "ギフト" or "gift";
}
