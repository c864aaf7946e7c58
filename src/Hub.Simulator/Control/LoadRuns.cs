using System.Collections.Concurrent;
using Hub.Simulator.State;
using Hub.Simulator.Webhooks;

namespace Hub.Simulator.Control;

internal sealed class LoadRuns(Simulation simulation, PhoneEvents events, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    private readonly ConcurrentDictionary<string, LoadRun> runs = new();

    public LoadRun? Find(string id) => runs.GetValueOrDefault(id);

    public LoadRun Start(LineAccount account, LoadRequest request)
    {
        var id = Ids.Token(4);
        var people = Enumerable.Range(0, request.Senders).Select(number => Person(account, number)).ToArray();
        var run = new LoadRun(id, account, people, request, simulation, events, clock, lifetime.ApplicationStopping);
        runs[id] = run;
        run.Start();
        return run;
    }

    private LineUser Person(LineAccount account, int number)
    {
        var name = $"Load {number + 1:00000}";
        var userId = Ids.StableUser(account.Key, name);
        lock (account.Gate)
        {
            if (!account.Users.TryGetValue(userId, out var user))
            {
                account.Users[userId] = user = new LineUser { UserId = userId, DisplayName = name, Load = true };
                simulation.Record(account, user);
            }
            return user;
        }
    }
}
