using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Server.Platform.Calendar;

namespace Hub.Server.Conversations.Export;

/// <summary>A thread as a page of its own: no scripts, nothing loaded from elsewhere, every word of others escaped.</summary>
internal static class ThreadPage
{
    private const string Style = """
        <style>
        html { color-scheme: light; background: #fff; color: #1c1d21 }
        body { margin: 24px auto; max-width: 46em; padding: 0 16px; font: 14px/1.6 system-ui, "Hiragino Sans", "Noto Sans CJK JP", sans-serif; overflow-wrap: anywhere }
        h1 { font-size: 20px; margin: 0 0 8px } dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0 0 24px } dt { color: #5b5f6b } dd { margin: 0 }
        article { border-top: 1px solid #d9dce3; padding: 8px 0; break-inside: avoid-page } article.note { background: #fbf4dc; padding: 8px }
        header { display: flex; flex-wrap: wrap; gap: 4px 12px; margin: 0 0 4px } time, small { color: #5b5f6b } p { margin: 0; white-space: pre-wrap }
        blockquote { margin: 4px 0; padding-left: 12px; border-left: 2px solid #d0d3da; color: #5b5f6b; white-space: pre-wrap } .crossing { text-align: center; color: #5b5f6b; margin: 8px 0 }
        </style>
        """;

    public static string Of(ExportConversation.Data data, ThreadWords words, BusinessCalendar? calendar)
    {
        var (page, row) = (new StringBuilder(), data.Conversation);
        string At(DateTimeOffset at) => (calendar?.LocalAt(at) ?? at.UtcDateTime).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        page.Append("<!DOCTYPE html>\n<html lang=\"").Append(words.Language).Append("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(Safe($"{words.Title} #{row.Number}")).Append("</title>").Append(Style).Append("</head><body>\n<h1>").Append(Safe($"{words.Title} #{row.Number}")).Append("</h1><dl>");
        foreach (var (label, value) in new[]
        {
            (words.Customer, row.CustomerName ?? words.NoName), (words.Subject, row.Title), (words.Account, row.AccountName is null ? row.BrandName : $"{row.AccountName} ({row.BrandName})"),
            (words.Exported, At(data.ExportedAt) + (data.WithNotes ? $" – {words.WithNotes}" : "")),
        })
        {
            if (!string.IsNullOrEmpty(value))
            {
                page.Append("<dt>").Append(Safe(label)).Append("</dt><dd>").Append(Safe(value)).Append("</dd>");
            }
        }

        page.Append("</dl>\n");
        Guid? way = null;
        foreach (var message in data.Messages.Where(message => message.Kind != MessageKind.Activity))
        {
            if (message.Kind is MessageKind.Inbound or MessageKind.Outbound && message.Via?.IdentityId != way)
            {
                way = message.Via?.IdentityId;
                page.Append("<p class=\"crossing\">").Append(Safe($"{words.By} {string.Join(" · ", new[] { message.Via?.AccountName ?? row.AccountName, message.Via?.Address }.OfType<string>())}")).Append("</p>\n");
            }

            Article(page, message, data, words, At);
        }

        return page.Append(data.Complete ? "" : $"<p>{Safe(words.Cut)}</p>").Append("</body></html>\n").ToString();
    }

    private static void Article(StringBuilder page, MessageView message, ExportConversation.Data data, ThreadWords words, Func<DateTimeOffset, string> at)
    {
        page.Append("<article class=\"").Append(message.Kind == MessageKind.Note ? "note" : "message").Append("\"><header><strong>")
            .Append(Safe(Who(message, data, words))).Append("</strong><time datetime=\"").Append(message.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)).Append("\">").Append(at(message.At)).Append("</time>");
        foreach (var mark in Marks(message, words))
        {
            page.Append("<small>").Append(Safe(mark)).Append("</small>");
        }

        page.Append("</header>");
        if (message is { Quote.Text: { } quoted, Unsent: false })
        {
            page.Append("<blockquote>").Append(Safe(quoted)).Append("</blockquote>");
        }

        foreach (var line in Lines(message, words))
        {
            page.Append("<p>").Append(Safe(line)).Append("</p>");
        }

        if (!message.Unsent && Text(message.Content, "quoted") is { } earlier)
        {
            page.Append("<blockquote>").Append(Safe(earlier)).Append("</blockquote>");
        }

        foreach (var file in message.Attachments)
        {
            page.Append("<p>[").Append(Safe(words.File)).Append("] ").Append(Safe(file.FileName ?? file.Kind)).Append(file.Size is { } size ? $" ({Math.Max(1, size / 1024)} KB)" : "").Append("</p>");
        }

        page.Append("</article>\n");
    }

    private static string Who(MessageView message, ExportConversation.Data data, ThreadWords words) => message.Sender.Type switch
    {
        SenderType.Customer => message.Sender.Name ?? data.Conversation.CustomerName ?? words.NoName,
        SenderType.Agent => message.Sender.Name ?? words.Agent,
        SenderType.Bot => words.Bot,
        _ => words.Hub,
    };

    private static IEnumerable<string> Marks(MessageView message, ThreadWords words)
    {
        if (message.Kind == MessageKind.Note)
        {
            yield return words.Note;
        }

        if (Text(message.Content, "editedAt") is not null)
        {
            yield return words.Edited;
        }

        if (message.Delivery is { State: DeliveryState.Failed or DeliveryState.Unknown } delivery)
        {
            yield return delivery.State == DeliveryState.Failed ? words.Failed : words.Uncertain;
        }
    }

    private static IEnumerable<string> Lines(MessageView message, ThreadWords words)
    {
        var content = message.Content;
        if (message.Unsent || message.Delivery?.State == DeliveryState.TakenBack)
        {
            return [message.Unsent ? words.Unsent : words.TakenBack];
        }

        switch (Text(content, "type"))
        {
            case "moved":
                return [words.Moved];
            case "sticker":
                return [$"[{words.Sticker}]"];
            case "unsupported":
                return [words.Other];
            default:
                var lines = People(content, words).Concat(new[] { "reason", "outcome", "title", "address", "altText", "caption", "body" }.Select(name => Text(content, name))).OfType<string>().ToList();
                return lines.Count == 0 && message.Attachments.Count == 0 ? [words.Other] : lines;
        }
    }

    private static IEnumerable<string?> People(JsonElement content, ThreadWords words)
    {
        if (Text(content, "type") == "email")
        {
            yield return content.TryGetProperty("from", out var from) && from.ValueKind == JsonValueKind.Object ? $"{words.From}: {Text(from, "name")} <{Text(from, "address")}>" : null;
            yield return content.TryGetProperty("to", out var to) && to.ValueKind == JsonValueKind.Array ? $"{words.To}: {string.Join(", ", to.EnumerateArray().Select(person => Text(person, "address")))}" : null;
            yield return Text(content, "subject") is { } subject ? $"{words.Subject}: {subject}" : null;
        }
    }

    private static string? Text(JsonElement content, string name) =>
        content.ValueKind == JsonValueKind.Object && content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
