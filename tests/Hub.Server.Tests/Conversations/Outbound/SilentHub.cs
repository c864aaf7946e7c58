using Hub.Server.Conversations.Outbound;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Server.Tests.Conversations.Outbound;

/// <summary>A hub that sends nothing by itself: tests take the claims and decide when a node "dies".</summary>
public sealed class SilentHub : ChatHub
{
    public SilentHub() => Adjust = builder => builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(DeliverMessage)));

    internal SendClaims Claims => Services.GetRequiredService<SendClaims>();

    /// <summary>The holder of the claim is silent for longer than its lease.</summary>
    public async Task LeaseRunsOutAsync(Guid conversation)
    {
        await using var command = Database.CreateCommand("UPDATE conversations.send SET lease_until = clock_timestamp() - interval '1 second' WHERE conversation_id = $1 AND lease_until IS NOT NULL");
        command.Parameters.Add(new() { Value = conversation });
        await command.ExecuteNonQueryAsync();
    }
}
