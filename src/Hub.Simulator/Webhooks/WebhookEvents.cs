using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Webhooks;

/// <summary>Webhook bodies in the shape of LINE's webhook.yml.</summary>
internal static class WebhookEvents
{
    /// <param name="source">Who, and where; null where LINE does not tell.</param>
    /// <param name="details">The properties only this event type has, such as <c>message</c> or <c>postback</c>.</param>
    public static JsonObject Create(
        string type, string webhookEventId, JsonObject? source, DateTimeOffset at, string? replyToken, params ReadOnlySpan<(string Name, JsonNode Value)> details)
    {
        var body = new JsonObject { ["type"] = type };
        foreach (var (name, value) in details)
        {
            body[name] = value;
        }
        body["webhookEventId"] = webhookEventId;
        body["deliveryContext"] = new JsonObject { ["isRedelivery"] = false };
        body["timestamp"] = at.ToUnixTimeMilliseconds();
        if (source is not null)
        {
            body["source"] = source;
        }
        if (replyToken is not null)
        {
            body["replyToken"] = replyToken;
        }
        body["mode"] = "active";
        return body;
    }

    /// <summary>The exact bytes that are signed and sent.</summary>
    public static byte[] Body(string destination, IEnumerable<JsonObject> events, bool isRedelivery)
    {
        var list = new JsonArray();
        foreach (var one in events)
        {
            var copy = one.DeepClone().AsObject();
            copy["deliveryContext"] = new JsonObject { ["isRedelivery"] = isRedelivery };
            list.Add(copy);
        }
        var body = new JsonObject { ["destination"] = destination, ["events"] = list };
        return System.Text.Encoding.UTF8.GetBytes(body.ToJsonString(Json.Wire));
    }
}
