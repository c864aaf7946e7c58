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
    private readonly CachedRead<SecurityRules> rules = new(TimeSpan.FromSeconds(2), time);

    public ValueTask<SecurityRules> GetAsync(CancellationToken cancellationToken) => rules.GetAsync(ReadAsync, cancellationToken);

    public void Forget() => rules.Forget();

    private async Task<SecurityRules> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT idle_minutes, allowed FROM identity.security");
        return await command.ReadFirstAsync(
            reader => new SecurityRules(TimeSpan.FromMinutes(reader.GetInt32(0)), options.AnyAddress ? [] : [.. reader.GetFieldValue<string[]>(1).Select(IPNetwork.Parse)]), cancellationToken)
            ?? throw new InvalidOperationException("identity.security has no row.");
    }
}
