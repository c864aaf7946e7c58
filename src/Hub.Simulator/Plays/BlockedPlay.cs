using Hub.Simulator.State;

namespace Hub.Simulator.Plays;

/// <summary>A customer blocks the account while a colleague's answer is on its way: LINE refuses the answer, and from then on nothing can be sent there.</summary>
internal sealed class BlockedPlay(PlayPhones phones, HubDesk desk) : IPlay
{
    private const string Complaint = "何度もお知らせが届くので、配信を止めてください。";
    private const string Answer = "岩崎様、ご不便をおかけし申し訳ございません。お知らせの配信を停止いたしました。";

    public string Key => "blocked";

    public string? Missing => desk.IsThere ? null : "alone";

    public async Task RunAsync(PlayRun run, CancellationToken cancellation)
    {
        var person = phones.Person("岩崎 亮");
        run.Shows(person);
        if (phones.SetBlocked(person, false) is { } back)
        {
            await back.Settled.WaitAsync(cancellation);
        }
        phones.Say(person, Complaint);
        var conversation = await desk.FindAsync(Complaint, cancellation);

        // Held for as long as LINE's undo lasts, the answer leaves after the customer is gone.
        var reply = await desk.ReplyAsync(conversation, Answer, undoSeconds: 2, cancellation);
        phones.SetBlocked(person, true);
        run.At("crossing");
        string? code = null;
        await desk.UntilAsync(async () =>
        {
            var delivery = (await desk.MessagesAsync(conversation, cancellation))?.FirstOrDefault(message => message.Text("id") == reply)?["delivery"]?.AsObject();
            code = delivery?.Text("state") == "failed" ? delivery.Text("code") ?? "" : null;
            return code is not null;
        }, "notFailed", cancellation);
        run.Knows("code", code);
        run.At("failed");
    }
}
