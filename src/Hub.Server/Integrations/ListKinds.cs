using Hub.Channels;
using Hub.Server.Identity;

namespace Hub.Server.Integrations;

/// <summary>Which kinds of channel an account can be made for, and what each is made of. The desk draws its forms from this.</summary>
internal static class ListKinds
{
    /// <param name="WebhookParts">What follows the account's webhook address; "" is the address itself, none where no provider calls.</param>
    /// <param name="SetsWebhook">The hub can tell the provider where to call.</param>
    /// <param name="Metered">Its provider counts messages, and some are free.</param>
    internal sealed record Kind(string Channel, IReadOnlyList<AccountField> Fields, IReadOnlyList<string> WebhookParts, bool SetsWebhook, bool Metered);

    internal sealed record KindList(IReadOnlyList<Kind> Items);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/channel-kinds", Handle).WithTags("Channel accounts").WithName("ListChannelKinds").RequirePermission(Permissions.ManageAccounts).Produces<KindList>();

    private static IResult Handle(ChannelAccounts accounts) =>
        TypedResults.Ok(new KindList([.. accounts.Kinds.Select(adapter => new Kind(adapter.Channel, adapter.Fields, adapter.HasWebhook ? adapter.WebhookParts : [], adapter.SetsWebhook, adapter.Capabilities.FreeReplySeconds is not null))]));
}
