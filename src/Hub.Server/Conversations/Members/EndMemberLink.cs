using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Members;

/// <summary><c>POST /api/member-links/end</c>: a member has ended the link on the firm's own page, as every page that links must allow.</summary>
internal static class EndMemberLink
{
    public const string ByMember = "ended by the member";

    /// <param name="Account">The channel account's key.</param>
    internal sealed record Request(string? Account, string? Member)
    {
        public override string ToString() => nameof(EndMemberLink);
    }

    /// <param name="Count">How many links ended; 0: there was none.</param>
    internal sealed record Ended(int Count);

    public static void Map(RouteGroupBuilder members) =>
        members.MapPost("/end", HandleAsync).WithName("EndMemberLink").RequirePermission(Permissions.LinkMembers).Produces<Ended>();

    private static async Task<IResult> HandleAsync(
        Request request, CurrentAgent agent, ChannelAccounts accounts, NpgsqlDataSource dataSource, FactSignal facts, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var member = errors.Text("member", request.Member, 200);
        if (await PrepareMemberLink.AccountAsync(request.Account, accounts, active: false, cancellationToken) is not var (account, _))
        {
            errors.Add("account", string.IsNullOrWhiteSpace(request.Account) ? "required" : "unknown");
            return errors.ToProblem();
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // A sign-in under way would link them again behind their back.
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("UPDATE conversations.member_nonce SET used_at = $3, name = NULL, email = NULL, phone = NULL WHERE account_id = $1 AND member = $2 AND used_at IS NULL")
                {
                    Parameters = { new() { Value = account.Account.Id }, new() { Value = member }, new() { Value = time.GetUtcNow() } },
                },
            },
        };
        var links = await MemberLinks.OfMemberAsync(connection, account.Account.Id, member, cancellationToken);
        foreach (var (linkId, identityId, customerId) in links)
        {
            UnlinkMember.Add(batch, agent, customerId, identityId, linkId, ByMember, time.GetUtcNow());
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        facts.Raise();
        return TypedResults.Ok(new Ended(links.Count));
    }
}
