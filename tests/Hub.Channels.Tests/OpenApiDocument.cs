using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Hub.Channels.Tests;

/// <summary>
/// The structural part of an OpenAPI document: which members an object must and may have, of which type, how long, how many. Follows
/// references, allOf and discriminators; formats are not looked at.
/// </summary>
internal sealed class OpenApiDocument(YamlMappingNode schemas)
{
    internal static OpenApiDocument Load(string path)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(path);
        yaml.Load(reader);
        return new OpenApiDocument((YamlMappingNode)yaml.Documents[0].RootNode["components"]["schemas"]);
    }

    internal IReadOnlyList<string> Violations(string schema, JsonElement value)
    {
        var found = new List<string>();
        Check((YamlMappingNode)schemas[schema], value, "$", found);
        return found;
    }

    private void Check(YamlMappingNode schema, JsonElement value, string at, List<string> found)
    {
        var parts = Parts(Concrete(Resolve(schema), value)).ToArray();
        var type = parts.Select(p => Scalar(p, "type")).LastOrDefault(t => t is not null);
        if (type is not null && !Fits(type, value.ValueKind))
        {
            found.Add($"{at}: {value.ValueKind} is no {type}");
            return;
        }

        foreach (var part in parts)
        {
            CheckLimits(part, value, at, found);
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckMembers(parts, value, at, found);
                break;
            case JsonValueKind.Array when parts.Select(p => Child(p, "items")).FirstOrDefault(i => i is not null) is YamlMappingNode items:
                foreach (var (item, n) in value.EnumerateArray().Select((item, n) => (item, n)))
                {
                    Check(items, item, $"{at}[{n}]", found);
                }

                break;
        }
    }

    private void CheckMembers(YamlMappingNode[] parts, JsonElement value, string at, List<string> found)
    {
        var members = parts.Select(p => Child(p, "properties")).OfType<YamlMappingNode>().SelectMany(p => p.Children)
            .GroupBy(p => ((YamlScalarNode)p.Key).Value!).ToDictionary(g => g.Key, g => (YamlMappingNode)g.Last().Value);
        var additional = parts.Select(p => Child(p, "additionalProperties")).OfType<YamlMappingNode>().FirstOrDefault();
        found.AddRange(parts.Select(p => Child(p, "required")).OfType<YamlSequenceNode>().SelectMany(r => r)
            .Select(r => ((YamlScalarNode)r).Value!).Where(r => !value.TryGetProperty(r, out _)).Select(r => $"{at}.{r} is missing"));
        foreach (var member in value.EnumerateObject())
        {
            if ((members.GetValueOrDefault(member.Name) ?? additional) is { } schema)
            {
                Check(schema, member.Value, $"{at}.{member.Name}", found);
            }
            else
            {
                found.Add($"{at}.{member.Name} is unknown");
            }
        }
    }

    private static void CheckLimits(YamlMappingNode part, JsonElement value, string at, List<string> found)
    {
        if (Child(part, "enum") is YamlSequenceNode allowed && !allowed.Any(a => ((YamlScalarNode)a).Value == value.ToString()))
        {
            found.Add($"{at}: not one of the allowed values");
        }

        var length = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Length,
            JsonValueKind.Array => value.GetArrayLength(),
            _ => (int?)null,
        };
        var (least, most) = value.ValueKind == JsonValueKind.String ? ("minLength", "maxLength") : ("minItems", "maxItems");
        if (length < Number(part, least) || length > Number(part, most))
        {
            found.Add($"{at}: {length} long");
        }
    }

    /// <summary>The schema the discriminator chooses for this value.</summary>
    private YamlMappingNode Concrete(YamlMappingNode schema, JsonElement value) =>
        Child(schema, "discriminator") is YamlMappingNode { } discriminator && Child(discriminator, "mapping") is YamlMappingNode mapping
        && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(Scalar(discriminator, "propertyName")!, out var kind)
        && mapping.Children.TryGetValue(new YamlScalarNode(kind.ToString()), out var target)
            ? Named(((YamlScalarNode)target).Value!)
            : schema;

    /// <summary>The schema and everything it is made of, without choosing by discriminator again.</summary>
    private IEnumerable<YamlMappingNode> Parts(YamlMappingNode schema)
    {
        var resolved = Resolve(schema);
        return Child(resolved, "allOf") is YamlSequenceNode all ? all.Cast<YamlMappingNode>().SelectMany(Parts).Append(resolved) : [resolved];
    }

    private YamlMappingNode Resolve(YamlMappingNode schema) => Scalar(schema, "$ref") is { } reference ? Named(reference) : schema;

    private YamlMappingNode Named(string reference) => (YamlMappingNode)schemas[reference[(reference.LastIndexOf('/') + 1)..]];

    private static bool Fits(string type, JsonValueKind kind) => type switch
    {
        "object" => kind == JsonValueKind.Object,
        "array" => kind == JsonValueKind.Array,
        "string" => kind == JsonValueKind.String,
        "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
        _ => kind == JsonValueKind.Number,
    };

    private static YamlNode? Child(YamlMappingNode node, string name) => node.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    private static string? Scalar(YamlMappingNode node, string name) => (Child(node, name) as YamlScalarNode)?.Value;

    private static int? Number(YamlMappingNode node, string name) => int.TryParse(Scalar(node, name), out var number) ? number : null;
}
