namespace Hub.Testing;

/// <summary>What a comparison found. Everything but the counts and <see cref="Recovered"/> must be empty.</summary>
public sealed class LedgerReport
{
    public int Acknowledged { get; set; }

    public int Replies { get; set; }

    /// <summary>Replies shown as unknown, which is what they are.</summary>
    public int Uncertain { get; set; }

    /// <summary>Stored although no 2xx was seen; the provider asked again and nothing happened twice.</summary>
    public List<string> Recovered { get; } = [];

    public List<string> Lost { get; } = [];

    public List<string> Duplicated { get; } = [];

    public List<string> Unexpected { get; } = [];

    public List<string> OutOfOrder { get; } = [];

    public List<string> DoubleSends { get; } = [];

    /// <summary>Replies whose state does not say what the phone shows.</summary>
    public List<string> Dishonest { get; } = [];

    public List<string> Stuck { get; } = [];

    /// <summary>Rows that contradict each other.</summary>
    public List<string> Broken { get; } = [];

    public bool IsClean => Findings.All(finding => finding.Items.Count == 0);

    private IEnumerable<(string Name, List<string> Items)> Findings =>
    [
        ("lost", Lost), ("dup", Duplicated), ("unexpected", Unexpected), ("order", OutOfOrder), ("double_send", DoubleSends), ("dishonest", Dishonest), ("stuck", Stuck), ("broken", Broken),
    ];

    public override string ToString() =>
        $"acknowledged {Acknowledged}, recovered {Recovered.Count}, replies {Replies} (unknown {Uncertain}): "
        + string.Join(", ", Findings.Select(finding => $"{finding.Name} {finding.Items.Count}"))
        + string.Concat(Findings.Where(finding => finding.Items.Count > 0).Select(finding => $"\n{finding.Name}: {string.Join("\n  ", finding.Items.Take(10))}"));
}
