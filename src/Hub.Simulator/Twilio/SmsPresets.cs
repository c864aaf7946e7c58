namespace Hub.Simulator.Twilio;

/// <summary>The account and telephones that are there from the first start. Numbers are made up.</summary>
internal static class SmsPresets
{
    public const string DemoKey = "sms-demo";

    private static readonly (string Number, string Name, string Language)[] People =
    [
        ("+819000001201", "佐藤 美咲", "ja"),
        ("+819000001202", "大野 和也", "ja"),
        ("+818000001203", "長谷川 光", "ja"),
        ("+12025550123", "Emma Wilson", "en"),
        ("+817000001205", "西村 千代", "ja"),
        ("+447700900123", "Oliver Hughes", "en"),
    ];

    public static IEnumerable<SmsAccount> Accounts(SmsWorld world)
    {
        yield return Create(DemoKey, "つむぎ茶舗 SMS", "+815000001100", world);
    }

    public static IEnumerable<SmsPhone> Phones() => People.Select(person => new SmsPhone { Number = person.Number, Name = person.Name, Language = person.Language });

    public static SmsAccount Create(string key, string name, string number, SmsWorld world, string? authToken = null, string? webhookUrl = null) => new()
    {
        Key = key,
        Name = name,
        AccountSid = Sid(key),
        AuthToken = authToken ?? key + "-token",
        Number = number,
        WebhookUrl = webhookUrl ?? world.DefaultWebhook(key),
    };

    /// <summary>The same over restarts. The demo's account is known to the hub's demo.</summary>
    private static string Sid(string key) => "AC" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)))[..32];
}
