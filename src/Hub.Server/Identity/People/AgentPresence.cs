namespace Hub.Server.Identity;

/// <summary>Who is at the desk now, as far as this node knows. The live view tells; it may be seconds old.</summary>
internal sealed class AgentPresence
{
    private volatile IReadOnlySet<Guid> _present = new HashSet<Guid>();

    public IReadOnlySet<Guid> Present => _present;

    public bool IsPresent(Guid agentId) => _present.Contains(agentId);

    /// <param name="present">Not changed afterwards.</param>
    public void Replace(IReadOnlySet<Guid> present) => _present = present;
}
