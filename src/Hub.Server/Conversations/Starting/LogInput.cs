namespace Hub.Server.Conversations.Starting;

/// <summary>What a person writes down.</summary>
internal record LogInput(LogMedium? Medium, LogDirection? Direction, string? Reason, string? Outcome, string? Text, DateTimeOffset? StartedAt, int? DurationSeconds)
{
    private const int MaxLine = 200;
    private const int MaxText = 20_000;
    private const int MaxSeconds = 24 * 60 * 60;
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Back = TimeSpan.FromDays(366 * 5);

    public Dictionary<string, string[]> Check(DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>();
        foreach (var (field, value, limit) in new[] { ("reason", Reason, MaxLine), ("outcome", Outcome, MaxLine), ("text", Text, MaxText) })
        {
            if (value?.Length > limit)
            {
                errors[field] = ["too_long"];
            }
        }

        if (Medium is null || !Enum.IsDefined(Medium.Value))
        {
            errors["medium"] = ["required"];
        }

        if (Direction is null || !Enum.IsDefined(Direction.Value))
        {
            errors["direction"] = ["required"];
        }

        if (new[] { Reason, Outcome, Text }.All(string.IsNullOrWhiteSpace))
        {
            errors["text"] = ["required"];
        }

        if (StartedAt > now + Ahead || StartedAt < now - Back)
        {
            errors["startedAt"] = ["out_of_range"];
        }

        if (DurationSeconds is < 0 or > MaxSeconds)
        {
            errors["durationSeconds"] = ["out_of_range"];
        }

        return errors;
    }

    public LogContent ToContent(DateTimeOffset now) => new(
        Medium!.Value, Direction!.Value, Clean(Reason), Clean(Outcome), Clean(Text), (StartedAt ?? now).ToUniversalTime(), DurationSeconds);

    /// <summary>The medium only, never what was said.</summary>
    public override string ToString() => $"LogInput {Medium}";

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
