using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Server.Platform;

namespace Hub.Server.Conversations.Sensitive;

/// <summary>Takes words out of a stored raw body without breaking it: the other events of the body may still have to be read.</summary>
internal static class RawBody
{
    /// <summary>The body without the words, or null when they are not in it.</summary>
    /// <param name="body">JSON, or any other text.</param>
    /// <param name="words">What to take out.</param>
    /// <param name="with">What to put there.</param>
    /// <param name="whole">Only where a JSON string is nothing but the words: a short text may be part of an id.</param>
    public static byte[]? Replace(ReadOnlyMemory<byte> body, IReadOnlyCollection<string> words, string with, bool whole = false)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(body.Span);
        }
        catch (JsonException)
        {
            return whole ? null : ReplaceText(body, words, with);
        }

        var changed = false;
        var replaced = Walk(root, words, with, whole, ref changed);
        return changed ? JsonSerializer.SerializeToUtf8Bytes(replaced, HubJson.Options) : null;
    }

    private static byte[]? ReplaceText(ReadOnlyMemory<byte> body, IReadOnlyCollection<string> words, string with)
    {
        // Latin-1 keeps every byte, so that what is not text survives.
        var text = Encoding.Latin1.GetString(body.Span);
        var result = words.Aggregate(text, (current, word) => current.Replace(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(word)), Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(with)), StringComparison.Ordinal));
        return result == text ? null : Encoding.Latin1.GetBytes(result);
    }

    private static JsonNode? Walk(JsonNode? node, IReadOnlyCollection<string> words, string with, bool whole, ref bool changed)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var name in members.Select(member => member.Key).ToList())
                {
                    if (Walk(members[name], words, with, whole, ref changed) is var value && !ReferenceEquals(value, members[name]))
                    {
                        members[name] = value;
                    }
                }

                return node;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (Walk(items[i], words, with, whole, ref changed) is var value && !ReferenceEquals(value, items[i]))
                    {
                        items[i] = value;
                    }
                }

                return node;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                var before = text.GetValue<string>();
                var after = whole ? words.Contains(before) ? with : before : words.Aggregate(before, (current, word) => current.Replace(word, with, StringComparison.Ordinal));
                if (after == before)
                {
                    return node;
                }

                changed = true;
                return JsonValue.Create(after);
            default:
                return node;
        }
    }
}
