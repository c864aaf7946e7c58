using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Hub.Simulator.State;
using Hub.Simulator.Webhooks;

namespace Hub.Simulator.Plays;

/// <summary>Twenty numbered messages from three phones while the hub is killed and started again; then they are counted where they were sent and where they are shown.</summary>
internal sealed partial class RestartPlay(PlayPhones phones, HubDesk desk, Supervisor supervisor, TimeProvider clock) : IPlay
{
    private const int Messages = 20;
    private const int KilledAfter = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(220);
    private static readonly TimeSpan Return = TimeSpan.FromMinutes(2);
    private static readonly string[] Names = ["三宅 涼子", "工藤 学", "ゆうと🍵"];

    private static readonly string[] Texts =
    [
        "ほうじ茶「焚火」の取り置きをお願いしたいです", "先日の見積もりの件でご連絡しました", "お店は日曜も開いていますか", "80gを3袋お願いします", "ロゴの色は1色で大丈夫です", "駐車場はありますか",
        "受け取りは土曜の午後になります", "数量は120個でお願いします", "試飲の予約もできますか", "支払いはお店で大丈夫ですか", "納期は20日までに間に合いますか", "4人で伺います",
        "母の分も1袋足してください", "のしは不要です", "うち1人は車いすです", "紙袋を3枚お願いします", "請求書は会社宛てでお願いします", "14時ごろ着く予定です", "よろしくお願いいたします", "校正を楽しみにしています",
    ];

    public string Key => "restart";

    public string? Missing => !desk.IsThere ? "alone" : !supervisor.IsThere ? "notSupervised" : null;

    public async Task RunAsync(PlayRun run, CancellationToken cancellation)
    {
        var round = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 4);
        var people = Names.Select(phones.Person).ToArray();
        foreach (var person in people)
        {
            run.Shows(person);
        }

        var sent = new List<PendingWebhook>();
        for (var number = 1; number <= people.Length; number++)
        {
            sent.Add(phones.Say(Sender(people, number), Text(number, round)));
        }
        var conversations = await Task.WhenAll(Enumerable.Range(1, people.Length).Select(number => desk.FindAsync(Text(number, round), cancellation)));
        var draft = $"下書き {round}";
        await desk.SaveDraftAsync(conversations[0], draft, cancellation);
        await run.AskAsync("draft");

        run.At("sending");
        var away = Task.FromResult(TimeSpan.Zero);
        for (var number = people.Length + 1; number <= Messages; number++)
        {
            sent.Add(phones.Say(Sender(people, number), Text(number, round)));
            await Task.Delay(Pause, clock, cancellation);
            if (number == KilledAfter)
            {
                await supervisor.KillHubAsync(cancellation);
                run.At("killed");
                away = WatchAsync(cancellation);
            }
        }

        run.Knows("awayMs", (int)(await away).TotalMilliseconds);
        run.At("counting");
        await Task.WhenAll(sent.Select(pending => pending.Settled)).WaitAsync(Return, clock, cancellation);
        run.Knows("sent", sent.Count(phones.IsAcknowledged));
        var shown = await CountAsync(conversations, round, cancellation);
        run.Knows("shown", shown.Distinct().Count());
        run.Knows("doubled", shown.Count - shown.Distinct().Count());
        run.Knows("draft", await desk.HasDraftAsync(conversations[0], draft, cancellation));
        await desk.SaveDraftAsync(conversations[0], "", cancellation);
        run.At("counted");
    }

    /// <summary>How long the hub was not there. One that never went away was not killed.</summary>
    private async Task<TimeSpan> WatchAsync(CancellationToken cancellation)
    {
        await desk.UntilAsync(async () => !await desk.IsReadyAsync(cancellation), "notKilled", cancellation, TimeSpan.FromSeconds(15));
        var gone = clock.GetTimestamp();
        await desk.UntilAsync(() => desk.IsReadyAsync(cancellation), "notBack", cancellation, Return);
        return clock.GetElapsedTime(gone);
    }

    /// <summary>The numbers of this round that stand in the conversations, as often as they stand there. Waits until all have come, or nothing more comes.</summary>
    private async Task<List<int>> CountAsync(string[] conversations, string round, CancellationToken cancellation)
    {
        List<int> numbers = [];
        try
        {
            await desk.UntilAsync(async () =>
            {
                var read = await Task.WhenAll(conversations.Select(conversation => desk.MessagesAsync(conversation, cancellation)));
                numbers = [.. read.SelectMany(messages => messages ?? []).Where(message => message.Text("kind") == "inbound")
                    .Select(message => Numbered().Match(message["content"]!.AsObject().Text("body") ?? "")).Where(match => match.Groups[2].Value == round)
                    .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
                return numbers.Distinct().Count() == Messages;
            }, "notShown", cancellation, TimeSpan.FromSeconds(30));
        }
        catch (PlayFailedException)
        {
            // The page shows how many there are; that is what the count is for.
        }
        return numbers;
    }

    private static LineUser Sender(LineUser[] people, int number) => people[(number - 1) % people.Length];

    private static string Text(int number, string round) => $"{number:00}／{Messages} {Texts[number - 1]}（{round}）";

    [GeneratedRegex(@"^(\d\d)／\d+ .*（(\w{4})）$")]
    private static partial Regex Numbered();
}
