using System.Globalization;
using Hub.Server.Conversations.Outbound.Checks;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Records;

/// <summary>Puts an address into a customer's record by hand: one of another customer's, after asking, or one that nobody has written from yet.</summary>
internal static class LinkIdentity
{
    private const int MaxReason = 500;

    /// <summary>The question before an address is taken from another customer: how many conversations go with it, and whose it is.</summary>
    public const string Moves = "identity_moves";

    /// <param name="IdentityId">One that is known; else <paramref name="AccountId"/> and <paramref name="Address"/>.</param>
    /// <param name="Verified">Somebody has made sure that it is theirs; otherwise it is only said to be.</param>
    /// <param name="Confirmed">Codes of questions answered with yes.</param>
    internal sealed record Request(Guid? IdentityId, Guid? AccountId, string? Address, bool Verified, string? Reason, string[]? Confirmed = null)
    {
        public override string ToString() => $"link {IdentityId}";
    }

    /// <param name="LinkId">For undoing it.</param>
    internal sealed record Linked(Guid LinkId, CustomerView Customer);

    public static void Map(RouteGroupBuilder customers) =>
        customers.MapPost("/{id:guid}/identities", HandleAsync).WithName("LinkIdentity").RequirePermission(Permissions.EditCustomers).Produces<Linked>().Produces<AskSender.Needed>(409, "application/problem+json");

    private static async Task<IResult> HandleAsync(
        Guid id, Request request, CurrentAgent agent, MoveIdentity moves, CustomerReader customers, ChannelAccounts accounts, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken))
        {
            return Problem.NotFound();
        }

        if (ReasonFault(request.Reason) is { } fault)
        {
            return fault;
        }

        var known = request.IdentityId is { } given ? await KnownIdentity.ByIdAsync(dataSource, given, cancellationToken) : null;
        if (known is null)
        {
            if (request is not { AccountId: { } accountId, Address: { } written } || await accounts.ByIdAsync(accountId, cancellationToken) is not { } account || FindIdentities.AddressOn(accounts, account, written) is not { } address)
            {
                return Problem.Invalid(new Dictionary<string, string[]> { ["address"] = [request.IdentityId is null ? "invalid" : "unknown"] });
            }

            known = await TakeAsync(dataSource, id, accountId, address, cancellationToken);
        }

        if (known.CustomerId == id && !known.IsNew)
        {
            return Problem.Of(409, "already_linked");
        }

        if (!known.IsNew)
        {
            if (!await CustomerAccess.MaySeeAsync(dataSource, agent, known.CustomerId, cancellationToken))
            {
                return Problem.Of(409, "belongs_to_hidden");
            }

            if (request.Confirmed?.Contains(Moves, StringComparer.Ordinal) != true)
            {
                return AskSender.Answer([new SendQuestion(Moves, known.Conversations.ToString(CultureInfo.InvariantCulture), known.CustomerName)]);
            }
        }

        var link = NewId.Create(time);
        var move = new MoveIdentity.Move(known.Id, known.IsNew ? null : known.CustomerId, id, known.Verified, request.Verified, request.Reason!.Trim());
        return await moves.ApplyAsync(move, link, null, agent, "customer.identity_linked", cancellationToken)
            ? TypedResults.Ok(new Linked(link, (await customers.ReadAsync(id, CancellationToken.None))!))
            : Problem.Of(409, "changed_meanwhile");
    }

    public static IResult? ReasonFault(string? reason) => (reason?.Trim().Length ?? 0) is var length && length is > 0 and <= MaxReason
        ? null : Problem.Invalid(new Dictionary<string, string[]> { ["reason"] = [length == 0 ? "required" : "too_long"] });

    /// <summary>Makes the row, unless somebody has just written from there: then it is that customer's.</summary>
    private static async Task<KnownIdentity> TakeAsync(NpgsqlDataSource dataSource, Guid customerId, Guid accountId, string address, CancellationToken cancellationToken)
    {
        var identityId = IdentityIds.Of(accountId, address);
        await using var insert = dataSource.CreateCommand("INSERT INTO customers.identity (id, customer_id, account_id, external_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING").With(identityId, customerId, accountId, address);
        var isNew = await insert.ExecuteNonQueryAsync(cancellationToken) == 1;
        return (await KnownIdentity.ByIdAsync(dataSource, identityId, cancellationToken))! with { IsNew = isNew };
    }
}

/// <summary>An address as linking needs it.</summary>
internal sealed record KnownIdentity(Guid Id, Guid CustomerId, string? CustomerName, bool Verified, int Conversations, bool IsNew = false)
{
    public static async Task<KnownIdentity?> ByIdAsync(NpgsqlDataSource dataSource, Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT i.id, i.customer_id, COALESCE(cu.name, i.display_name), i.verified, (SELECT count(*) FROM conversations.conversation c WHERE c.identity_id = i.id)
            FROM customers.identity i JOIN customers.customer cu ON cu.id = i.customer_id WHERE i.id = $1
            """).With(id);
        return await command.ReadFirstAsync(reader => new KnownIdentity(reader.GetGuid(0), reader.GetGuid(1), reader.TextOrNull(2), reader.GetBoolean(3), (int)reader.GetInt64(4)), cancellationToken);
    }

    public override string ToString() => $"identity {Id}";
}
