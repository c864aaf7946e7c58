using Hub.Bench;
using Hub.Bench.Baselines;
using Hub.Bench.Machine;
using Hub.Bench.Scenarios;
using Hub.Bench.Wire;

switch (args)
{
    case ["crowd"]:
        Crowd.Run();
        return 0;
    case ["bare"]:
        await BareServer.RunAsync();
        return 0;
}

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("The bench reads /proc and uses epoll: it runs on Linux only.");
    return 2;
}

var report = new Report();
var before = Processes.LoadAverage();
var started = Clock.Now;
await using (var stage = await Stage.SetAsync(options.Statements))
{
    await WarmUp.RunAsync(stage);
    foreach (var (part, run) in new (string, Func<Task>)[]
    {
        ("ingest", () => new IngestBench(stage, options, report).RunAsync()),
        ("sms", () => new ChannelBench(stage, options, report, BenchChannel.Sms).RunAsync()),
        ("mail", () => new ChannelBench(stage, options, report, BenchChannel.Mail).RunAsync()),
        ("latency", () => new LatencyBench(stage, options, report).RunAsync()),
        ("fanout", () => new FanoutBench(stage, options, report).RunAsync()),
        ("inbox", () => new InboxBench(stage, options, report).RunAsync()),
        ("memory", () => new MemoryBench(stage, options, report).RunAsync()),
    })
    {
        if (options.Only.Contains(part))
        {
            Console.WriteLine($"{part} ({Clock.Seconds(Clock.Now - started):0} s)");
            await run();
        }
    }

    var machine = new
    {
        processors = Environment.ProcessorCount,
        runtime = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
        postgreSql = stage.PostgresVersion,
        loadAverageBefore = before,
        loadAverageAfter = Processes.LoadAverage(),
        seconds = (int)Clock.Seconds(Clock.Now - started),
        quick = options.Quick,
    };
    await File.WriteAllTextAsync(options.Json, report.Json(machine));
    Console.WriteLine($"\n{machine.processors} processors, {machine.runtime}, PostgreSQL {machine.postgreSql}, load average before {string.Join(' ', before)}, after {string.Join(' ', machine.loadAverageAfter)}, {machine.seconds} s\n");
}

Console.WriteLine(report.Table());
return 0;
