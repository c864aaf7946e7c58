namespace Hub.Simulator.Telegram;

/// <summary>The bot, the people and the group that are there from the first start. All are made up.</summary>
internal static class TelegramPresets
{
    public const string DemoKey = "telegram-demo";

    public static TelegramBot Bot() => Create(DemoKey, "つむぎ茶舗", "1000000003:telegram-demo-token");

    public static TelegramBot Create(string key, string name, string token) => new() { Key = key, Name = name, Token = token, Username = key.Replace('-', '_') + "_bot" };

    public static IEnumerable<TelegramChat> Chats()
    {
        yield return new TelegramChat { Id = 700000101, Name = "Anna Schmidt", Username = "anna_schmidt", Language = "de" };
        yield return new TelegramChat { Id = 700000102, Name = "佐伯 亮太", Username = "ryota_saeki", Language = "ja" };
        yield return new TelegramChat { Id = 700000103, Name = "Lucas Moreau", Language = "fr" };
        yield return new TelegramChat { Id = 700000104, Name = "小松 真帆", Language = "ja" };
        yield return new TelegramChat { Id = -700000901, Name = "お茶の会 / Tea circle", Members = [700000101, 700000102, 700000104] };
    }
}
