namespace Hub.Bench;

/// <param name="Quick">A quarter of the work and one round: to see that everything runs, not for figures.</param>
/// <param name="Only">Parts to run.</param>
/// <param name="Json">Where the figures are written.</param>
/// <param name="Statements">Count PostgreSQL's statements during ingest and latency; it costs a little, so not in a run for figures.</param>
internal sealed record Options(bool Quick, IReadOnlySet<string> Only, string Json, bool Statements)
{
    public static readonly string[] Parts = ["ingest", "sms", "mail", "latency", "fanout", "memory", "inbox"];

    public const string Usage = """
        Usage: dotnet run -c Release --project tests/bench [-- [--quick] [--only ingest,sms,mail,latency,fanout,memory,inbox] [--json FILE] [--statements]]

          --quick       a quarter of the work, one round: shows that it runs
          --only LIST   only these parts
          --json FILE   where the figures go (default: bench.json in the current folder)
          --statements  also list what PostgreSQL did per message (loads pg_stat_statements)
        """;

    /// <summary>Repetitions of everything that is compared; the median counts.</summary>
    public int Rounds => Quick ? 1 : 3;

    public int Scale(int full) => Quick ? Math.Max(1, full / 4) : full;

    public static Options? Parse(string[] arguments)
    {
        var (quick, only, json, statements) = (false, Parts.ToHashSet(StringComparer.Ordinal), "bench.json", false);
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    quick = true;
                    break;
                case "--statements":
                    statements = true;
                    break;
                case "--only" when i + 1 < arguments.Length:
                    only = arguments[++i].Split(',').ToHashSet(StringComparer.Ordinal);
                    break;
                case "--json" when i + 1 < arguments.Length:
                    json = arguments[++i];
                    break;
                default:
                    return null;
            }
        }

        return only.IsSubsetOf(Parts) ? new Options(quick, only, Path.GetFullPath(json), statements) : null;
    }
}
