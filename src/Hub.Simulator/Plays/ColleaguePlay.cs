namespace Hub.Simulator.Plays;

/// <summary>A customer asks; while somebody types the answer, a colleague sends theirs.</summary>
internal sealed class ColleaguePlay(PlayPhones phones, HubDesk desk) : IPlay
{
    private const string Question = "新茶の予約はいつから始まりますか？去年は買いそびれてしまったので、今年は必ず買いたいです。";
    private const string Answer = "田村様、お問い合わせありがとうございます。新茶のご予約は4月20日の10時から承ります。前日にこちらからもご案内いたします。";

    public string Key => "colleague";

    public string? Missing => desk.IsThere ? null : "alone";

    public async Task RunAsync(PlayRun run, CancellationToken cancellation)
    {
        var person = phones.Person("田村 結衣");
        run.Shows(person);
        var said = phones.Say(person, Question);
        var conversation = await desk.FindAsync(Question, cancellation);
        await run.AskAsync("typing");
        await desk.ReplyAsync(conversation, Answer, undoSeconds: 0, cancellation);
        await desk.UntilAsync(() => Task.FromResult(phones.FromHub(person, said.Line!.Id).Any(message => message.Content["text"]?.GetValue<string>() == Answer)), "notAnswered", cancellation);
        run.At("answered");
    }
}
