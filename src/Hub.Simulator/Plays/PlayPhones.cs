using System.Text.Json.Nodes;
using Hub.Simulator.State;
using Hub.Simulator.Webhooks;

namespace Hub.Simulator.Plays;

/// <summary>The phones that take part in plays: people of <c>line-demo</c>, made up when they are needed first.</summary>
internal sealed class PlayPhones(Simulation simulation, PhoneEvents events, ContentStore store)
{
    private const string AccountKey = "line-demo";

    private LineAccount Account => simulation.TryFind(AccountKey, out var account) ? account : throw new PlayFailedException("noAccount");

    public LineUser Person(string name)
    {
        var account = Account;
        var userId = Ids.StableUser(account.Key, name);
        lock (account.Gate)
        {
            if (!account.Users.TryGetValue(userId, out var user))
            {
                account.Users[userId] = user = new LineUser { UserId = userId, DisplayName = name, Language = "ja" };
                simulation.Record(account, user);
            }
            return user;
        }
    }

    public PendingWebhook Say(LineUser user, string text) => events.Message(Account, user, simulation.Ids.Message(), "text", new JsonObject { ["text"] = text });

    public async Task<PendingWebhook> ShowAsync(LineUser user, byte[] picture, CancellationToken cancellation)
    {
        var messageId = simulation.Ids.Message();
        await store.KeepAsync(messageId, picture, cancellation);
        return events.Message(Account, user, messageId, "image", new JsonObject { ["contentProvider"] = new JsonObject { ["type"] = "line" } }, "image/png");
    }

    /// <summary>Null when it was so already.</summary>
    public PendingWebhook? SetBlocked(LineUser user, bool blocked) => events.SetBlocked(Account, user, blocked, refuses: true);

    /// <summary>What has come from the hub onto this phone, oldest first, after the given line.</summary>
    public IReadOnlyList<ThreadMessage> FromHub(LineUser user, string afterId)
    {
        var account = Account;
        lock (account.Gate)
        {
            return [.. user.Thread.SkipWhile(id => id != afterId).Select(id => account.Messages[id]).Where(message => message.From == "hub")];
        }
    }

    /// <summary>Whether the hub has acknowledged it, by the ledger.</summary>
    public bool IsAcknowledged(PendingWebhook pending)
    {
        lock (Account.Gate)
        {
            return pending.Entry.AckNumber is not null;
        }
    }
}
