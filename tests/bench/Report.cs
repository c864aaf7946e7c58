using System.Globalization;
using System.Text.Json;

namespace Hub.Bench;

/// <param name="Ours">What was measured, the median of the rounds.</param>
/// <param name="Baseline">The same of the thing it is measured against, null where there is none.</param>
/// <param name="Goal">What is asked for, in words; empty where the figure is for information.</param>
/// <param name="Reached">Null without a goal.</param>
internal sealed record Figure(string Name, double Ours, string Unit, double? Baseline, double? Ratio, string Goal, bool? Reached);

/// <summary>Collects figures, prints them as they come, and writes them as a table and as JSON.</summary>
internal sealed class Report
{
    private readonly List<Figure> figures = [];
    private readonly List<string> remarks = [];

    /// <summary>Ours over the baseline; <paramref name="atLeast"/> or <paramref name="atMost"/> is the goal.</summary>
    public void Compare(string name, string unit, double ours, double baseline, double? atLeast = null, double? atMost = null) =>
        Add(new Figure(name, ours, unit, baseline, ours / baseline, Goal(atLeast, atMost, " ×"), Reached(ours / baseline, atLeast, atMost)));

    public void Measure(string name, string unit, double ours, double? atLeast = null, double? atMost = null) =>
        Add(new Figure(name, ours, unit, null, null, Goal(atLeast, atMost, " " + unit), Reached(ours, atLeast, atMost)));

    /// <summary>A sentence for the closing part.</summary>
    public void Remark(FormattableString text)
    {
        var line = text.ToString(CultureInfo.InvariantCulture);
        remarks.Add(line);
        Console.WriteLine("  . " + line);
    }

    public static void Progress(FormattableString text) => Console.WriteLine("    " + text.ToString(CultureInfo.InvariantCulture));

    public string Table()
    {
        var lines = new List<string> { "| figure | ours | baseline | ratio | goal | reached |", "|---|---:|---:|---:|---|---|" };
        lines.AddRange(figures.Select(figure =>
            $"| {figure.Name} | {Number(figure.Ours)} {figure.Unit} | {(figure.Baseline is { } b ? Number(b) : "")} | {(figure.Ratio is { } r ? Number(r) : "")} | {figure.Goal} | {figure.Reached switch { true => "yes", false => "**no**", null => "" }} |"));
        return string.Join('\n', lines) + "\n\nWhere the time goes:\n" + string.Join('\n', remarks.Select(remark => "- " + remark));
    }

    public string Json(object machine) => JsonSerializer.Serialize(new { machine, figures, remarks }, Readable);

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private void Add(Figure figure)
    {
        figures.Add(figure);
        Console.WriteLine($"  {figure.Name}: {Number(figure.Ours)} {figure.Unit}{(figure.Ratio is { } ratio ? $" = {Number(ratio)} × {Number(figure.Baseline!.Value)}" : "")} {(figure.Reached is { } reached ? $"[goal {figure.Goal}: {(reached ? "yes" : "NO")}]" : "")}");
    }

    private static string Goal(double? atLeast, double? atMost, string unit) =>
        atLeast is { } least ? $"≥ {Number(least)}{unit}" : atMost is { } most ? $"≤ {Number(most)}{unit}" : "";

    private static bool? Reached(double value, double? atLeast, double? atMost) => atLeast is { } least ? value >= least : atMost is { } most ? value <= most : null;

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
