using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Hub.Bench.Machine;

namespace Hub.Bench.Wire;

/// <summary>
/// A process of its own that holds any number of desk connections: its memory and its processor time are nobody else's. Told what to do line by line:
/// <c>connect URL COUNT [COOKIE]</c>, <c>window JSON</c>, <c>stats</c>, <c>drop</c>; answers one line each.
/// </summary>
internal static class Crowd
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(8);

    public static void Run()
    {
        var commands = new ConcurrentQueue<string?>();
        var reader = new Thread(() =>
        {
            string? line;
            do
            {
                commands.Enqueue(line = Console.ReadLine());
            }
            while (line is not null);
        })
        { IsBackground = true };
        reader.Start();

        var (epoll, state, members) = (new Epoll(), new CrowdState(), new List<WebSocketStream>());
        var (ready, buffer, pingAt) = (new int[256], new byte[256 * 1024], Clock.Now);
        while (true)
        {
            while (commands.TryDequeue(out var command))
            {
                if (command is null)
                {
                    return;
                }

                Console.Out.WriteLine(Obey(command, epoll, state, members));
            }

            var count = epoll.Wait(ready, Clock.Now + (Clock.PerSecond / 200));
            for (var i = 0; i < count; i++)
            {
                var member = members[ready[i]];
                var received = Epoll.Receive(member.Socket, buffer);
                if (received == 0)
                {
                    state.Ended++;
                    member.Dispose();
                }
                else if (received > 0)
                {
                    state.Now = (ready[i], Clock.Now);
                    member.Feed(buffer.AsSpan(0, received), state, static (seen, message) => seen.Receive(message));
                }
            }

            if (Clock.Now - pingAt > Clock.Ticks(PingEvery))
            {
                pingAt = Clock.Now;
                members.ForEach(member => member.Ping());
            }
        }
    }

    private static string Obey(string command, Epoll epoll, CrowdState state, List<WebSocketStream> members)
    {
        var words = command.Split(' ', 4);
        switch (words[0])
        {
            case "connect":
                for (var i = int.Parse(words[2], CultureInfo.InvariantCulture); i > 0; i--)
                {
                    var member = new WebSocketStream(new Uri(words[1]), words.Length > 3 ? words[3] : null);
                    members.Add(member);
                    epoll.Watch(member.Socket, members.Count - 1);
                }

                state.Connections = members.Count;
                return "ok";
            case "window":
                state.Open(JsonSerializer.Deserialize<CrowdWindow>(command["window ".Length..])!);
                return "ok";
            case "stats":
                return JsonSerializer.Serialize(state.Stats(), CrowdProcess.Numbers);
            default:
                throw new InvalidOperationException($"Unknown command: {command}");
        }
    }
}
