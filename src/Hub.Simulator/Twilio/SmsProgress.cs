using Hub.Simulator.State;

namespace Hub.Simulator.Twilio;

/// <summary>What becomes of a message on its way to a telephone, told to its StatusCallback as Twilio does it.</summary>
internal sealed class SmsProgress(SmsWorld world, SmsHooks hooks, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(120);

    public void Start(SmsAccount account, SmsMessage message) => _ = Task.Run(() => RunAsync(account, message), CancellationToken.None);

    private async Task RunAsync(SmsAccount account, SmsMessage message)
    {
        try
        {
            var steps = Steps(account, message);
            var told = new List<Func<Task>>();
            foreach (var (status, code) in steps)
            {
                await Task.Delay(Step, clock, lifetime.ApplicationStopping);
                lock (account.Gate)
                {
                    (message.Status, message.ErrorCode) = (status, code);
                    world.Record(account, message);
                }
                Task Tell() => hooks.TellStatusAsync(account, message, status, code, lifetime.ApplicationStopping);
                if (account.Faults.Settings.ReverseStatus)
                {
                    told.Insert(0, Tell);
                }
                else if (!account.Faults.Settings.NoStatus)
                {
                    await Tell();
                }
            }
            foreach (var tell in told)
            {
                await tell();
            }
        }
        catch (OperationCanceledException)
        {
            // The simulator stops.
        }
    }

    private static (string Status, int? Code)[] Steps(SmsAccount account, SmsMessage message)
    {
        string mode;
        lock (account.Gate)
        {
            mode = account.Phones.GetValueOrDefault(message.To)?.Mode ?? "on";
        }
        return mode switch
        {
            "off" => [("sent", null), ("undelivered", 30003)],
            "landline" => [("sent", null), ("undelivered", 30006)],
            "filtered" => [("undelivered", 30007)],
            "silent" => [("sent", null)],
            _ => [("sent", null), ("delivered", null)],
        };
    }
}
