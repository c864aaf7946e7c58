using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hub.Server.Conversations.Conditions;

/// <summary>A length of time as people write it: <c>30m</c>, <c>2h</c>, <c>7d</c>.</summary>
internal static partial class ConditionSpan
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    public static (TimeSpan Span, string? Wrong) Read(JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.String } text || Format().Match(text.GetString()!) is not { Success: true } match)
        {
            return (default, value is null ? "required" : "invalid");
        }

        var amount = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var span = match.Groups[2].Value switch
        {
            "m" => TimeSpan.FromMinutes(amount),
            "h" => TimeSpan.FromHours(amount),
            _ => TimeSpan.FromDays(amount),
        };
        return span > TimeSpan.Zero && span <= Longest ? (span, null) : (default, "out_of_range");
    }

    [GeneratedRegex("^([0-9]{1,7})([mhd])$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Format();
}

/// <summary>A moment in the past, asked for its age.</summary>
internal sealed class AgeField(string key, string column, ConditionTraits traits) : ConditionField(key, column, traits)
{
    public override IReadOnlyList<ConditionOperator> Operators { get; } =
        [ConditionOperator.OlderThan, ConditionOperator.NewerThan, ConditionOperator.Empty, ConditionOperator.NotEmpty];

    public override ReadTest Read(ConditionOperator op, JsonElement? value)
    {
        if (Emptiness(op, value, $"{Column} IS NULL") is { } emptiness)
        {
            return emptiness;
        }

        var (span, wrong) = ConditionSpan.Read(value);
        return wrong is not null ? Wrong(wrong) : Of(sql => $"{Column} {(op == ConditionOperator.OlderThan ? "<" : ">=")} {sql.Parameter(sql.Now - span)}", ConditionTraits.Timed);
    }
}

/// <summary>A moment to come, asked for how soon it is.</summary>
internal sealed class DueField(string key, string column, ConditionTraits traits) : ConditionField(key, column, traits)
{
    public override IReadOnlyList<ConditionOperator> Operators { get; } =
        [ConditionOperator.Within, ConditionOperator.LaterThan, ConditionOperator.Empty, ConditionOperator.NotEmpty];

    public override ReadTest Read(ConditionOperator op, JsonElement? value)
    {
        if (Emptiness(op, value, $"{Column} IS NULL") is { } emptiness)
        {
            return emptiness;
        }

        var (span, wrong) = ConditionSpan.Read(value);
        return wrong is not null ? Wrong(wrong) : Of(sql => $"{Column} {(op == ConditionOperator.Within ? "<=" : ">")} {sql.Parameter(sql.Now + span)}", ConditionTraits.Timed);
    }
}

/// <summary>A number that is always there.</summary>
internal sealed class NumberField(string key, string column, ConditionTraits traits) : ConditionField(key, column, traits)
{
    public override IReadOnlyList<ConditionOperator> Operators { get; } = [ConditionOperator.Exactly, ConditionOperator.AtLeast, ConditionOperator.AtMost];

    public override ReadTest Read(ConditionOperator op, JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var amount) ? Of(sql => $"{Column} {Sign(op)} {sql.Parameter(amount)}") : Wrong(value is null ? "required" : "invalid");

    public static string Sign(ConditionOperator op) => op switch
    {
        ConditionOperator.AtLeast => ">=",
        ConditionOperator.AtMost => "<=",
        _ => "=",
    };
}

/// <summary>Free text, compared without regard to width, case and the two kana.</summary>
internal sealed class TextField(string key, string column, ConditionTraits traits) : ConditionField(key, column, traits)
{
    public override IReadOnlyList<ConditionOperator> Operators { get; } = [ConditionOperator.Contains, ConditionOperator.Exactly, ConditionOperator.Empty, ConditionOperator.NotEmpty];

    public override ReadTest Read(ConditionOperator op, JsonElement? value)
    {
        if (Emptiness(op, value, $"COALESCE({Column}, '') = ''") is { } emptiness)
        {
            return emptiness;
        }

        var (text, wrong) = One(value);
        return wrong is not null ? Wrong(wrong) : Of(sql => Compare(op, Column, sql.Parameter(text)));
    }

    public static (string Text, string? Wrong) One(JsonElement? value)
    {
        var text = value is { ValueKind: JsonValueKind.String } given ? given.GetString()!.Normalize().Trim() : "";
        return value is null ? ("", "required")
            : text.Length == 0 || text.Any(char.IsControl) ? ("", "invalid")
            : text.Length > MaxText ? ("", "too_long")
            : (text, null);
    }

    public static string Compare(ConditionOperator op, string column, string parameter) => op == ConditionOperator.Contains
        ? $"position(customers.fold({parameter}) IN customers.fold({column})) > 0"
        : $"customers.fold({column}) = customers.fold({parameter})";
}
