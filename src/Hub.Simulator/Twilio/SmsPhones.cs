using Hub.Simulator.Phone;
using Hub.Simulator.State;

namespace Hub.Simulator.Twilio;

/// <summary>What a person does on a telephone. The English words on which Twilio itself acts are acted on here, before the hub is told.</summary>
internal sealed class SmsPhones(SmsWorld world, SmsHooks hooks, ContentStore store)
{
    private static readonly HashSet<string> Stop = new(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> Start = new(["START", "YES", "UNSTOP"], StringComparer.OrdinalIgnoreCase);

    /// <param name="address">Where this simulator is reached: media are named by it.</param>
    public async Task<SmsMessage> WriteAsync(SmsAccount account, SmsPhone phone, string text, IReadOnlyList<(byte[] Bytes, string ContentType)> files, string address, bool wait, CancellationToken cancellation)
    {
        var sid = world.Sid(files.Count > 0 ? "MM" : "SM");
        var media = new List<SmsMedia>();
        foreach (var (bytes, contentType) in files)
        {
            var mediaSid = world.Sid("ME");
            await store.KeepAsync(mediaSid, bytes, cancellation);
            media.Add(new SmsMedia(mediaSid, contentType, $"{address}/2010-04-01/Accounts/{account.AccountSid}/Messages/{sid}/Media/{mediaSid}"));
        }
        SmsMessage message;
        lock (account.Gate)
        {
            message = new SmsMessage
            {
                Sid = sid,
                Direction = "inbound",
                From = phone.Number,
                To = account.Number,
                Body = text,
                At = world.Now,
                Media = media,
                Status = "received",
                Webhook = "waiting",
            };
            world.Record(account, message);
            Act(account, phone, text.Trim());
        }
        var telling = hooks.TellMessageAsync(account, message, CancellationToken.None);
        return wait ? await telling.WaitAsync(cancellation) : message;
    }

    public static (byte[] Bytes, string ContentType) SamplePicture()
    {
        var sample = Samples.For("image")!;
        return (sample.Bytes, sample.ContentType);
    }

    private void Act(SmsAccount account, SmsPhone phone, string word)
    {
        if (Stop.Contains(word) && !phone.Stopped)
        {
            phone.Stopped = true;
            hooks.Show(account, phone.Number, "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.");
        }
        else if (Start.Contains(word) && phone.Stopped)
        {
            phone.Stopped = false;
            hooks.Show(account, phone.Number, "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.");
        }
        else
        {
            return;
        }
        world.Record(account, phone);
    }
}
