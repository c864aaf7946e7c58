namespace Hub.Simulator.State;

/// <summary>An account as the journal keeps it.</summary>
internal sealed record SavedAccount(
    string Key, string Name, string ChannelId, string ChannelSecret, string BotUserId, string AccessToken,
    string WebhookUrl, bool WebhookActive, DeliverySettings Delivery, long? Quota, Dictionary<string, long> Usage)
{
    public static SavedAccount Of(LineAccount account) => new(
        account.Key, account.Name, account.ChannelId, account.ChannelSecret, account.BotUserId, account.AccessToken,
        account.WebhookUrl, account.WebhookActive, account.Delivery, account.Quota, new(account.UsageByMonth));

    public LineAccount Create() => new()
    {
        Key = Key,
        Name = Name,
        ChannelId = ChannelId,
        ChannelSecret = ChannelSecret,
        BotUserId = BotUserId,
        AccessToken = AccessToken,
        WebhookUrl = WebhookUrl,
    };

    public void ApplyTo(LineAccount account)
    {
        account.Name = Name;
        account.WebhookUrl = WebhookUrl;
        account.WebhookActive = WebhookActive;
        account.Delivery = Delivery;
        account.Quota = Quota;
        foreach (var (month, count) in Usage)
        {
            account.UsageByMonth[month] = count;
        }
    }
}

/// <summary>A user as the control API and the phone page see one.</summary>
internal sealed record UserView(string UserId, string DisplayName, string PictureUrl, string? Language, string? StatusMessage, bool Blocked, IReadOnlyList<string>? Members)
{
    public static UserView Of(LineUser user) =>
        new(user.UserId, user.DisplayName, user.PictureUrl ?? $"/avatars/U{user.UserId[1..]}.png", user.Language, user.StatusMessage, user.Blocked, user.Members?.ToArray());
}
