using Hub.Simulator.Phone;

namespace Hub.Simulator.Plays;

/// <summary>A regular's parcel is late, with a photo. The play then watches what the answer costs.</summary>
internal sealed class LateParcelPlay(PlayPhones phones, HubDesk desk, TimeProvider clock) : IPlay
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan WaitsFor = TimeSpan.FromMinutes(20);

    public string Key => "parcel";

    public string? Missing => null;

    public async Task RunAsync(PlayRun run, CancellationToken cancellation)
    {
        var person = phones.Person("佐藤 美咲");
        run.Shows(person);
        var said = phones.Say(person, "こんにちは。昨日届くはずの煎茶がまだ届いていません。母の誕生日が明日なので心配しています。");
        await Task.Delay(Pause, clock, cancellation);
        var photo = await phones.ShowAsync(person, Pictures.Parcel(), cancellation);
        await Task.Delay(Pause, clock, cancellation);
        var last = phones.Say(person, "玄関にこの箱だけ置いてありましたが、うちの荷物ではないようです。注文番号はTM-48213です。");
        await Task.WhenAll(said.Settled, photo.Settled, last.Settled).WaitAsync(cancellation);
        if (!new[] { said, photo, last }.All(phones.IsAcknowledged))
        {
            throw new PlayFailedException("notTaken");
        }
        run.At("answer");
        run.Ends("done");
        await desk.UntilAsync(() => Task.FromResult(phones.FromHub(person, last.Line!.Id).Count > 0), "notAnswered", cancellation, WaitsFor);
        run.Knows("mode", phones.FromHub(person, last.Line!.Id)[0].Mode);
        run.At("answered");
    }
}
