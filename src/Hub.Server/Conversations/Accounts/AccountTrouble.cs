using Hub.Server.Conversations.Notifications;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Accounts;

/// <summary>Tells those who manage channel accounts that one of them needs a look, in the transaction that records why.</summary>
internal sealed class AccountTrouble(Agents agents)
{
    /// <summary>Nothing goes out.</summary>
    public const string Sending = "sending";

    /// <summary>The provider does not tell what is new.</summary>
    public const string Receiving = "receiving";

    /// <summary>The mailbox cannot be read.</summary>
    public const string Mailbox = "mailbox";

    /// <summary>The mailbox has given all its mails new numbers.</summary>
    public const string Renumbered = "renumbered";

    /// <summary>Less comes in than usual at this time.</summary>
    public const string Silent = "silent";

    /// <summary>Something comes in again.</summary>
    public const string HeardAgain = "heard_again";

    /// <summary>Trying again without a person's help cannot succeed.</summary>
    public static bool NeedsAPerson(string? code) => code is "not_configured" or "wrong_password" or "sign_in_needed" or "sign_in_required" or "unauthorized" or "account_suspended" or "webhook_set";

    /// <summary>Asked before the transaction begins, so that it holds nothing while people are looked up.</summary>
    public async Task<List<Guid>> PeopleAsync(CancellationToken cancellationToken) =>
        [.. (await agents.ListAsync(cancellationToken)).Where(agent => agent.Active && agent.Permissions.Contains(Permissions.ManageAccounts)).Select(agent => agent.Id)];

    /// <param name="at">When this trouble began: the same is told once.</param>
    public static async Task TellAsync(NpgsqlConnection connection, Guid accountId, string code, DateTimeOffset at, List<Guid> people, CancellationToken cancellationToken)
    {
        if (people.Count == 0)
        {
            return;
        }

        var told = people.ConvertAll(agent => new NewNotification(agent, NotificationKinds.AccountTrouble, $"account/{accountId:N}/{code}/{at.UtcTicks}") { AccountId = accountId, Code = code });
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Notify.Insert(told) } };
        Fact.AddInserts(batch, [.. Notify.Facts(told)]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
