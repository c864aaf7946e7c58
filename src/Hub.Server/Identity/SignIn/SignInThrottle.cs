using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Hub.Server.Platform.Web;

namespace Hub.Server.Identity;

/// <summary>
/// Slows down guessing. Few failures are free; then an address must wait before it may try the same account again, and before it may try any account.
/// An account attacked from many addresses is only slowed, for everybody alike: its owner can always come in from an address of their own.
/// Counts are in PostgreSQL, so all nodes count together.
/// </summary>
internal sealed class SignInThrottle(NpgsqlDataSource dataSource, TimeProvider time)
{
    public const int FreePerAccountAndAddress = 5;
    public const int FreePerAddress = 50;
    public const int FreePerAccount = 10;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>An attempt counts from its beginning, so that many at once are not all judged by a count of zero.</summary>
    public async Task<SignInAttempt> BeginAsync(string emailKey, IPAddress? remote, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var account = SHA256.HashData(Encoding.UTF8.GetBytes(emailKey));
        var address = NetworkKey.Of(remote);
        long id;
        await using (var insert = dataSource.CreateCommand("INSERT INTO identity.sign_in_attempt (account, address, at) VALUES ($1, $2, $3) RETURNING id"))
        {
            insert.Parameters.Add(new() { Value = account });
            insert.Parameters.Add(new() { Value = address });
            insert.Parameters.Add(new() { Value = now });
            id = (long)(await insert.ExecuteScalarAsync(cancellationToken))!;
        }

        await using var count = dataSource.CreateCommand("""
            SELECT count(*) FILTER (WHERE account = $1 AND address = $2), max(at) FILTER (WHERE account = $1 AND address = $2),
                count(*) FILTER (WHERE address = $2), max(at) FILTER (WHERE address = $2), count(*) FILTER (WHERE account = $1)
            FROM identity.sign_in_attempt
            WHERE (account = $1 OR address = $2) AND at > $3 AND id <> $4
            """);
        count.Parameters.Add(new() { Value = account });
        count.Parameters.Add(new() { Value = address });
        count.Parameters.Add(new() { Value = now - Window });
        count.Parameters.Add(new() { Value = id });
        await using var reader = await count.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var here = Wait(reader.GetInt64(0) - FreePerAccountAndAddress, Last(reader, 1), now);
        var anyAccount = Wait(reader.GetInt64(2) - FreePerAddress, Last(reader, 3), now);
        return new SignInAttempt(id, account, address, here > anyAccount ? here : anyAccount, reader.GetInt64(4));
    }

    /// <summary>A refused attempt was none: it does not make the wait longer.</summary>
    public Task RefusedAsync(SignInAttempt attempt, CancellationToken cancellationToken) =>
        DeleteAsync("DELETE FROM identity.sign_in_attempt WHERE id = $1", [attempt.Id], cancellationToken);

    /// <summary>The right password forgives this address's earlier failures on this account, and no others.</summary>
    public Task SucceededAsync(SignInAttempt attempt, CancellationToken cancellationToken) =>
        DeleteAsync("DELETE FROM identity.sign_in_attempt WHERE account = $1 AND address = $2", [attempt.Account, attempt.Address], cancellationToken);

    /// <summary>How long an attempt on an account under attack is held back.</summary>
    public static TimeSpan Delay(long failuresOnAccount) =>
        TimeSpan.FromMilliseconds(Math.Clamp((failuresOnAccount - FreePerAccount) * 100, 0, 3000));

    private static DateTimeOffset? Last(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetFieldValue<DateTimeOffset>(ordinal);

    // 15 s after the last free failure, doubled by every further one up to the whole window.
    private static TimeSpan Wait(long overFree, DateTimeOffset? last, DateTimeOffset now)
    {
        if (overFree < 0 || last is not { } at)
        {
            return TimeSpan.Zero;
        }

        var pause = TimeSpan.FromSeconds(Math.Min(15 * Math.Pow(2, overFree), Window.TotalSeconds));
        return at + pause > now ? at + pause - now : TimeSpan.Zero;
    }

    private async Task DeleteAsync(string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <param name="Wait">Zero when the attempt may go on.</param>
/// <param name="FailuresOnAccount">Recent ones, from all addresses.</param>
internal sealed record SignInAttempt(long Id, byte[] Account, string Address, TimeSpan Wait, long FailuresOnAccount);
