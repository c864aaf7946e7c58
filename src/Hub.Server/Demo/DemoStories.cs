using Hub.Server.Conversations;
using Hub.Server.Demo.Texts;

namespace Hub.Server.Demo;

/// <summary>Hands out the texts in turn, and has a story told again in other words when somebody has just begun or ended one in the same.</summary>
internal sealed class DemoStories
{
    private const int Patience = 24;
    private static readonly TimeSpan Apart = TimeSpan.FromDays(4);

    private static readonly Dictionary<string, List<Dialogue>> Texts = new()
    {
        ["ja"] =
        [
            .. Dialogue.Read(JapaneseDialogues.Orders), .. Dialogue.Read(JapaneseDialogues.Subscriptions), .. Dialogue.Read(JapaneseDialogues.Wholesale),
            .. Mix(JapaneseDelivery.Topics, JapaneseGifts.Topics, JapaneseSubscriptions.Topics, JapaneseTea.Topics),
        ],
        ["en"] = [.. Dialogue.Read(EnglishDialogues.Orders), .. Dialogue.Read(EnglishDialogues.Subscriptions), .. Mix(EnglishTopics.Topics)],
    };

    /// <summary>Those that are told in one way only come once, for the first customers; then those that differ each time.</summary>
    private static readonly Dictionary<string, int> ToldOnce = Texts.ToDictionary(texts => texts.Key, texts => texts.Value.FindIndex(dialogue => dialogue.Steps.Any(step => step.Text.Contains('['))));

    private readonly Dictionary<string, int> places = [];
    private readonly Dictionary<string, List<DateTimeOffset>> begun = [];
    private readonly Dictionary<string, List<DateTimeOffset>> ended = [];

    public void Tell(string language, DemoOutcome outcome, Func<Dialogue, int, PlayedConversation> play, List<PlayedConversation> into)
    {
        PlayedConversation played;
        var tries = 0;
        do
        {
            var (dialogue, place) = Next(language, outcome);
            played = play(dialogue, place);
        }
        while (IsRepeated(played) && ++tries < Patience);

        Remember(begun, First(played), played.CreatedAt);
        Remember(ended, played.State.Preview?.Text, played.State.LastActivityAt);
        into.Add(played);
    }

    private (Dialogue Dialogue, int Place) Next(string language, DemoOutcome outcome)
    {
        var texts = Texts[language];
        while (true)
        {
            var place = places[language] = places.GetValueOrDefault(language) + 1;
            var index = place <= texts.Count ? place - 1 : ToldOnce[language] + (place - texts.Count - 1) % (texts.Count - ToldOnce[language]);
            if (DemoPlan.Fits(texts[index].Steps, outcome))
            {
                return (texts[index], place);
            }
        }
    }

    private bool IsRepeated(PlayedConversation played) =>
        begun.ContainsKey(First(played) ?? "") || (played.State.Preview?.Text is { } last && ended.TryGetValue(last, out var times) && times.Exists(at => (at - played.State.LastActivityAt).Duration() < Apart));

    private static string? First(PlayedConversation played) =>
        played.Messages.Select(message => message.Message).First(message => message.Kind == MessageKind.Inbound).Content is var content && content.TryGetProperty("body", out var body) ? body.GetString() : null;

    private static void Remember(Dictionary<string, List<DateTimeOffset>> where, string? text, DateTimeOffset at)
    {
        if (text is not null && !where.TryAdd(text, [at]))
        {
            where[text].Add(at);
        }
    }

    /// <summary>One of each file in turn, so that what follows each other is about different things.</summary>
    private static IEnumerable<Dialogue> Mix(params string[] files)
    {
        var read = files.Select(Dialogue.Read).ToList();
        for (var row = 0; row < read.Max(dialogues => dialogues.Count); row++)
        {
            foreach (var dialogues in read.Where(dialogues => row < dialogues.Count))
            {
                yield return dialogues[row];
            }
        }
    }
}
