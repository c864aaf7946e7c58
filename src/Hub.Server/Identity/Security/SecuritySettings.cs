using System.Net;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Identity;

/// <param name="Allowed">Empty: from everywhere.</param>
internal sealed record SecurityRules(TimeSpan IdleLimit, IReadOnlyList<IPNetwork> Allowed)
{
    public bool Allows(IPAddress? remote) => Allowed.Count == 0 || (remote is not null && Allowed.Any(network => network.Contains(Plain(remote))));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}

/// <summary>How people sign in, for the whole hub; at most two seconds old. What cannot be read lets nobody in.</summary>
internal sealed class SecuritySettings(NpgsqlDataSource dataSource, HubOptions options, TimeProvider time)
{
    private static readonly TimeSpan RememberFor = TimeSpan.FromSeconds(2);
    private (SecurityRules Rules, long At)? known;

    public async ValueTask<SecurityRules> GetAsync(CancellationToken cancellationToken)
    {
        if (known is var (rules, at) && time.GetElapsedTime(at) < RememberFor)
        {
            return rules;
        }

        var askedAt = time.GetTimestamp();
        await using var command = dataSource.CreateCommand("SELECT idle_minutes, allowed FROM identity.security");
        var read = await command.ReadFirstAsync(
            reader => new SecurityRules(TimeSpan.FromMinutes(reader.GetInt32(0)), options.AnyAddress ? [] : [.. reader.GetFieldValue<string[]>(1).Select(IPNetwork.Parse)]), cancellationToken)
            ?? throw new InvalidOperationException("identity.security has no row.");
        known = (read, askedAt);
        return read;
    }

    public void Forget() => known = null;
}
