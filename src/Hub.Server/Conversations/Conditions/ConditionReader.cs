using System.Text.Json;
using Hub.Server.Identity;

namespace Hub.Server.Conversations.Conditions;

/// <summary>
/// Reads a condition from JSON. A node is one of <c>{"all":[…]}</c>, <c>{"any":[…]}</c>, <c>{"not":{…}}</c> and <c>{"field":…,"op":…,"value":…}</c>.
/// Everything that is wrong is told with the path of its node.
/// </summary>
internal sealed class ConditionReader(IReadOnlyDictionary<string, ConditionField> fields, bool strict)
{
    public const int MaxDepth = 8;
    public const int MaxNodes = 60;
    public const int MaxLength = 16 * 1024;

    private static readonly Condition Never = new Condition.Test(ConditionTraits.None, _ => "FALSE");

    private static readonly IReadOnlyDictionary<string, ConditionOperator> Operators =
        Enum.GetValues<ConditionOperator>().ToDictionary(op => JsonNamingPolicy.CamelCase.ConvertName(op.ToString()), StringComparer.Ordinal);

    /// <summary>Null when something is wrong; then <paramref name="errors"/> says what, below <paramref name="path"/>.</summary>
    public Condition? Read(JsonElement json, InputErrors errors, string path = "conditions")
    {
        try
        {
            if (json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            {
                errors.Add(path, "required");
                return null;
            }

            if (json.GetRawText().Length > MaxLength)
            {
                errors.Add(path, "too_long");
                return null;
            }

            var nodes = 0;
            return Node(json, path, 1, ref nodes, errors);
        }
        catch (InvalidOperationException)
        {
            // Half a character pair (\ud800 alone) is JSON, but no text.
            errors.Add(path, "invalid");
            return null;
        }
    }

    private Condition? Node(JsonElement json, string path, int depth, ref int nodes, InputErrors errors)
    {
        if (++nodes > MaxNodes || depth > MaxDepth)
        {
            errors.Add(path, nodes > MaxNodes ? "too_many" : "too_deep");
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            errors.Add(path, "invalid");
            return null;
        }

        var names = json.EnumerateObject().Select(property => property.Name).ToList();
        switch (names)
        {
            case ["all"] or ["any"]:
                return Group(json.GetProperty(names[0]), names[0], path, depth, ref nodes, errors);
            case ["not"]:
                return Node(json.GetProperty("not"), $"{path}.not", depth + 1, ref nodes, errors) is { } negated ? new Condition.Not(negated) : null;
        }

        if (names.Find(name => name is not ("field" or "op" or "value")) is { } strange)
        {
            errors.Add(names.Count == 1 ? path : $"{path}.{(strange.Length <= 40 ? strange : "…")}", names.Count == 1 ? "invalid" : "unknown");
            return null;
        }

        if (names.Distinct().Count() != names.Count)
        {
            errors.Add(path, "repeated");
            return null;
        }

        return Test(json, path, errors);
    }

    private Condition? Group(JsonElement members, string kind, string path, int depth, ref int nodes, InputErrors errors)
    {
        if (members.ValueKind != JsonValueKind.Array)
        {
            errors.Add($"{path}.{kind}", "invalid");
            return null;
        }

        // Everything: a view without conditions. Inside another group, or as "any", an empty group is a slip.
        if (members.GetArrayLength() == 0 && (depth > 1 || kind == "any"))
        {
            errors.Add($"{path}.{kind}", "required");
            return null;
        }

        var read = new List<Condition>();
        var whole = true;
        var index = 0;
        foreach (var member in members.EnumerateArray())
        {
            if (Node(member, $"{path}.{kind}[{index++}]", depth + 1, ref nodes, errors) is { } condition)
            {
                read.Add(condition);
            }
            else
            {
                whole = false;
                if (nodes > MaxNodes)
                {
                    break;
                }
            }
        }

        return !whole ? null : kind == "all" ? new Condition.All(read) : new Condition.Any(read);
    }

    private Condition? Test(JsonElement json, string path, InputErrors errors)
    {
        if (Word(json, "field") is not { } name)
        {
            errors.Add($"{path}.field", "required");
            return null;
        }

        if (!fields.TryGetValue(name, out var field))
        {
            if (!strict)
            {
                return Never;
            }

            errors.Add($"{path}.field", "unknown");
            return null;
        }

        if (Word(json, "op") is not { } word || !Operators.TryGetValue(word, out var op) || !field.Operators.Contains(op))
        {
            errors.Add($"{path}.op", Word(json, "op") is null ? "required" : "unknown");
            return null;
        }

        var (test, wrong) = field.Read(op, json.TryGetProperty("value", out var value) && value.ValueKind != JsonValueKind.Null ? value : null);
        if (wrong is null)
        {
            return test;
        }

        if (!strict && wrong == "unknown")
        {
            return Never;
        }

        errors.Add($"{path}.value", wrong);
        return null;
    }

    private static string? Word(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
