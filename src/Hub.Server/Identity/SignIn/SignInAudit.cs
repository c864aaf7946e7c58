using System.Net;
using System.Security.Cryptography;
using System.Text;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Secrets;
using Npgsql;

namespace Hub.Server.Identity;

/// <summary>Sign-ins in the audit log. What was typed into the address field may be a password, so only a keyed hash of it is kept: enough to see that it was the same again.
/// Attempts refused by the throttle are not noted one by one: a stranger could fill the log with them, and the failures that led to it are there.</summary>
internal sealed class SignInAudit(NpgsqlDataSource dataSource, MasterKey masterKey)
{
    private readonly byte[] key = masterKey.Derive("audit account");

    public static AuditEntry Opened(Guid agentId, Guid sessionId, IPAddress? remote) =>
        new(new AuditActor(AuditActorKind.Agent, agentId, sessionId, Address: AuditActor.AddressOf(remote)), "session.opened") { TargetKind = "person", TargetId = agentId };

    /// <param name="agentId">Whose account it is, null when there is none of this name.</param>
    public async Task RefusedAsync(string emailKey, Guid? agentId, IPAddress? remote, string reason, CancellationToken cancellationToken)
    {
        var account = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(emailKey)).AsSpan(0, 8));
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(AuditActor.Nobody(remote), "session.refused")
        {
            TargetKind = agentId is null ? null : "person",
            TargetId = agentId,
            Data = new { reason, account },
        });
    }
}
