namespace Hub.Server.Demo.Texts;

internal enum StepKind
{
    Customer,
    Agent,
    Note,
    Sticker,
    Location,
    Pause,
}

internal sealed record Step(StepKind Kind, string Text)
{
    public bool IsInbound => Kind is StepKind.Customer or StepKind.Sticker or StepKind.Location;
}

/// <summary>One conversation to be played, with names and numbers still to fill in.</summary>
internal sealed record Dialogue(string[] Tags, IReadOnlyList<Step> Steps)
{
    /// <summary>
    /// Reads the texts: <c>= tags</c> begins a dialogue; then a line each with <c>c</c> customer, <c>a</c> agent, <c>n</c> note, <c>s</c> sticker number,
    /// <c>l</c> title|address|latitude|longitude, <c>+</c> hours that pass. Words may differ from telling to telling: see <see cref="Wording"/>.
    /// </summary>
    public static List<Dialogue> Read(string texts)
    {
        var dialogues = new List<Dialogue>();
        var steps = new List<Step>();
        foreach (var line in texts.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var text = line[2..];
            if (line[0] == '=')
            {
                steps = [];
                dialogues.Add(new Dialogue(text.Split(' '), steps));
                continue;
            }

            steps.Add(new Step(
                line[0] switch
                {
                    'c' => StepKind.Customer,
                    'a' => StepKind.Agent,
                    'n' => StepKind.Note,
                    's' => StepKind.Sticker,
                    'l' => StepKind.Location,
                    '+' => StepKind.Pause,
                    _ => throw new FormatException($"A dialogue has a line that begins with '{line[0]}'."),
                },
                line[0] == '+' ? text.TrimEnd('h') : text));
        }

        return dialogues;
    }
}
