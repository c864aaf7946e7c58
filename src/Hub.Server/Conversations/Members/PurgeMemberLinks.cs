using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Members;

/// <summary>Once an hour: sign-ins that no provider ever confirmed, with what the firm said of the member, and invitations whose time is over.</summary>
internal sealed class PurgeMemberLinks(NpgsqlDataSource dataSource, TimeProvider time, ILogger<PurgeMemberLinks> logger) : BackgroundService
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(TimeSpan.FromHours(1), RunAsync, "Sign-ins and invitations of members whose time is over could not be deleted", time, logger, stoppingToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            WITH nonces AS (DELETE FROM conversations.member_nonce WHERE expires_at < $1) DELETE FROM conversations.member_invitation WHERE sent_at < $1
            """).With(time.GetUtcNow() - Kept);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
