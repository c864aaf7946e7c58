namespace Hub.Simulator.Twilio;

/// <summary>A bounded stream of texts from many telephones, each connection waiting for its answer; the run answers when it is over.</summary>
internal sealed record SmsLoad(int Phones = 100, int Messages = 1000, int Connections = 8, string Text = "load")
{
    public string? Problem() =>
        Phones is < 1 or > 10_000 ? "phones must be 1..10000"
        : Messages is < 1 or > 1_000_000 ? "messages must be 1..1000000"
        : Connections is < 1 or > 1000 ? "connections must be 1..1000"
        : Text.Length > 200 ? "text must be 200 characters or less"
        : null;

    public async Task<object> RunAsync(SmsAccount account, SmsWorld world, SmsHooks hooks, TimeProvider clock, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        var latencies = new System.Collections.Concurrent.ConcurrentBag<double>();
        var workers = Math.Min(Connections, Phones);
        var (taken, failed) = (0, 0);

        // A telephone belongs to one worker, so that none ever has two messages under way.
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            for (var round = 0; Interlocked.Increment(ref taken) <= Messages; round++)
            {
                var mine = (Phones - worker + workers - 1) / workers;
                var sender = worker + round % mine * workers;
                var begun = clock.GetTimestamp();
                var message = await hooks.TellMessageAsync(account, Make(account, world, sender, round), cancellation);
                if (message.HttpStatus is >= 200 and < 300)
                {
                    latencies.Add(clock.GetElapsedTime(begun).TotalMilliseconds);
                }
                else
                {
                    Interlocked.Increment(ref failed);
                }
            }
        }, cancellation)));
        var sorted = latencies.Order().ToArray();
        return new
        {
            sent = sorted.Length + failed,
            acknowledged = sorted.Length,
            failed,
            elapsedMs = clock.GetElapsedTime(start).TotalMilliseconds,
            latencyMs = sorted.Length == 0 ? null : new { p50 = At(sorted, 0.5), p95 = At(sorted, 0.95), p99 = At(sorted, 0.99), max = sorted[^1] },
        };
    }

    private SmsMessage Make(SmsAccount account, SmsWorld world, int sender, int round)
    {
        var number = $"+8170{sender + 10_000_000:00000000}";
        lock (account.Gate)
        {
            account.Phones.TryAdd(number, new SmsPhone { Number = number, Name = number, Load = true });
            var message = new SmsMessage
            {
                Sid = world.Sid("SM"),
                Direction = "inbound",
                From = number,
                To = account.Number,
                Body = $"{Text} {sender + 1} {round + 1}",
                At = world.Now,
                Status = "received",
                Webhook = "waiting",
            };
            world.Record(account, message);
            return message;
        }
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
