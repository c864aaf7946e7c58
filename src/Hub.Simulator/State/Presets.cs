namespace Hub.Simulator.State;

/// <summary>The accounts and people that are there from the first start.</summary>
internal static class Presets
{
    private static readonly (string Name, string Language, string? Status)[] People =
    [
        ("佐藤 美咲", "ja", "お茶の時間がいちばん"),
        ("鈴木 健一", "ja", null),
        ("Emma Wilson", "en", "Kyoto for the autumn"),
        ("高橋 さくら", "ja", "在宅勤務中"),
        ("Daniel Carter", "en", null),
        ("ゆうと🍵", "ja", null),
        ("Priya Raman", "en", "Tea, books, rain"),
        ("渡辺 和子", "ja", null),
    ];

    public static IEnumerable<LineAccount> Accounts(Simulation simulation)
    {
        yield return Create("line-demo", "つむぎ茶舗", "1000000001", simulation);
        yield return Create("line-demo-2", "Tsumugi Tea Kyoto", "1000000002", simulation);
    }

    public static IEnumerable<LineUser> Users(string accountKey) => People.Select(person => new LineUser
    {
        UserId = Ids.StableUser(accountKey, person.Name),
        DisplayName = person.Name,
        Language = person.Language,
        StatusMessage = person.Status,
    });

    private static LineAccount Create(string key, string name, string channelId, Simulation simulation) => new()
    {
        Key = key,
        Name = name,
        ChannelId = channelId,
        ChannelSecret = key + "-secret",
        BotUserId = Ids.StableUser(key, "bot"),
        AccessToken = key + "-token",
        WebhookUrl = simulation.DefaultWebhook(key),
    };
}
