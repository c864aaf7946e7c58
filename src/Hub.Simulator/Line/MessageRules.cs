using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Line;

/// <summary>LINE's limits for message objects (messaging-api.yml and the reference's "Message objects"). Lengths are UTF-16 code units.</summary>
internal sealed class MessageRules
{
    private readonly List<LineError.Detail> details = [];

    public static List<LineError.Detail> Check(JsonObject body)
    {
        var rules = new MessageRules();
        if (body["messages"] is not JsonArray messages)
        {
            rules.Add("May not be empty", "messages");
        }
        else if (messages.Count is < 1 or > 5)
        {
            rules.Add("Size must be between 1 and 5", "messages");
        }
        else
        {
            for (var i = 0; i < messages.Count; i++)
            {
                rules.Message(messages[i] as JsonObject ?? [], $"messages[{i}]");
            }
        }
        return rules.details;
    }

    private void Message(JsonObject message, string path)
    {
        switch (message.Text("type"))
        {
            case "text" or "textV2":
                Required(message, path, "text", 5000);
                Count(message, path, "emojis", 0, 20);
                break;
            case "image":
                Url(message, path, "originalContentUrl");
                Url(message, path, "previewImageUrl");
                break;
            case "video":
                Url(message, path, "originalContentUrl");
                Url(message, path, "previewImageUrl");
                Optional(message, path, "trackingId", 100);
                break;
            case "audio":
                Url(message, path, "originalContentUrl");
                Range(message, path, "duration", 1, 86_400_000);
                break;
            case "location":
                Required(message, path, "title", 100);
                Required(message, path, "address", 100);
                Range(message, path, "latitude", -90, 90);
                Range(message, path, "longitude", -180, 180);
                break;
            case "sticker":
                Required(message, path, "packageId", 20);
                Required(message, path, "stickerId", 20);
                break;
            case "template":
                Required(message, path, "altText", 1500);
                Template(message["template"] as JsonObject ?? [], path + ".template");
                break;
            case "flex":
                Required(message, path, "altText", 1500);
                Flex(message["contents"] as JsonObject ?? [], path + ".contents");
                break;
            case "imagemap":
                Required(message, path, "altText", 1500);
                Url(message, path, "baseUrl");
                Range(message["baseSize"] as JsonObject ?? [], path + ".baseSize", "width", 1040, 1040);
                Count(message, path, "actions", 1, 50);
                break;
            default:
                Add("Must be one of the following values: [text, textV2, image, video, audio, location, sticker, template, flex, imagemap]", path + ".type");
                return;
        }
        Common(message, path);
    }

    private void Common(JsonObject message, string path)
    {
        if (message["quickReply"] is JsonObject quickReply)
        {
            Count(quickReply, path + ".quickReply", "items", 1, 13);
        }
        if (message["sender"] is JsonObject sender)
        {
            Optional(sender, path + ".sender", "name", 20);
            if (sender["iconUrl"] is not null)
            {
                Url(sender, path + ".sender", "iconUrl");
            }
        }
    }

    private void Template(JsonObject template, string path)
    {
        var short60 = template["thumbnailImageUrl"] is not null || template["title"] is not null;
        switch (template.Text("type"))
        {
            case "buttons":
                Optional(template, path, "title", 40);
                Required(template, path, "text", short60 ? 60 : 160);
                Count(template, path, "actions", 1, 4);
                break;
            case "confirm":
                Required(template, path, "text", 240);
                Count(template, path, "actions", 2, 2);
                break;
            case "carousel":
                Columns(template, path, column => { Optional(column.Item, column.Path, "title", 40); Required(column.Item, column.Path, "text", 120); Count(column.Item, column.Path, "actions", 1, 3); });
                break;
            case "image_carousel":
                Columns(template, path, column => Url(column.Item, column.Path, "imageUrl"));
                break;
            default:
                Add("Must be one of the following values: [buttons, confirm, carousel, image_carousel]", path + ".type");
                break;
        }
    }

    private void Columns(JsonObject template, string path, Action<(JsonObject Item, string Path)> check)
    {
        Count(template, path, "columns", 1, 10);
        var number = 0;
        foreach (var column in template["columns"] as JsonArray ?? [])
        {
            check((column as JsonObject ?? [], $"{path}.columns[{number++}]"));
        }
    }

    private void Flex(JsonObject container, string path)
    {
        switch (container.Text("type"))
        {
            case "bubble":
                if (System.Text.Encoding.UTF8.GetByteCount(container.ToJsonString(Json.Wire)) > 30 * 1024)
                {
                    Add("The size must be 30 KB or less", path);
                }
                break;
            case "carousel":
                Count(container, path, "contents", 1, 12);
                break;
            default:
                Add("Must be one of the following values: [bubble, carousel]", path + ".type");
                break;
        }
    }

    private void Required(JsonObject item, string path, string name, int max)
    {
        if (item.Text(name) is not { Length: > 0 } text)
        {
            Add("May not be empty", $"{path}.{name}");
        }
        else if (text.Length > max)
        {
            Add($"Length must be between 0 and {max}", $"{path}.{name}");
        }
    }

    private void Optional(JsonObject item, string path, string name, int max)
    {
        if (item[name] is not null)
        {
            Required(item, path, name, max);
        }
    }

    private void Range(JsonObject item, string path, string name, double min, double max)
    {
        if (item.Number(name) is not { } number)
        {
            Add("May not be empty", $"{path}.{name}");
        }
        else if (number < min || number > max)
        {
            Add($"Must be between {min} and {max}", $"{path}.{name}");
        }
    }

    private void Count(JsonObject item, string path, string name, int min, int max)
    {
        var count = item[name] is JsonArray list ? list.Count : 0;
        if (count < min || count > max)
        {
            Add($"Size must be between {min} and {max}", $"{path}.{name}");
        }
    }

    private void Url(JsonObject item, string path, string name)
    {
        Required(item, path, name, 2000);
        if (item.Text(name) is { Length: > 0 and <= 2000 } text && !LineUrl.Allowed(text))
        {
            Add("Must be a valid HTTPS URL", $"{path}.{name}");
        }
    }

    private void Add(string message, string property) => details.Add(new(message, property));
}
