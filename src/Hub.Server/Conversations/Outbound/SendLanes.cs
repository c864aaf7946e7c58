namespace Hub.Server.Conversations.Outbound;

/// <summary>
/// How many messages are on their way at once, in all and of one account, on this node. A provider that does not answer holds a message until its deadline; its account
/// keeps one place then, until something comes through, so that the places of the others stay free.
/// </summary>
internal sealed class SendLanes
{
    public const int InAll = 32;
    public const int PerAccount = 4;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, int> busy = [];
    private readonly HashSet<Guid> stuck = [];

    /// <summary>Accounts of which nothing more may begin now.</summary>
    public Guid[] Full()
    {
        lock (gate)
        {
            return [.. busy.Where(pair => pair.Value >= (stuck.Contains(pair.Key) ? 1 : PerAccount)).Select(pair => pair.Key)];
        }
    }

    public void Enter(Guid accountId)
    {
        lock (gate)
        {
            busy[accountId] = busy.GetValueOrDefault(accountId) + 1;
        }
    }

    public void Leave(Guid accountId)
    {
        lock (gate)
        {
            if (--busy[accountId] == 0)
            {
                busy.Remove(accountId);
            }
        }
    }

    /// <param name="answered">The provider did, whatever it said.</param>
    public void Learn(Guid accountId, bool answered)
    {
        lock (gate)
        {
            _ = answered ? stuck.Remove(accountId) : stuck.Add(accountId);
        }
    }
}
