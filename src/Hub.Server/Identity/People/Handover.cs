namespace Hub.Server.Identity;

internal enum HandoverTo
{
    /// <summary>To <see cref="HandoverPlan.PersonId"/>.</summary>
    Person,

    /// <summary>Back to the team each piece of work belongs to.</summary>
    Team,

    /// <summary>To nobody and no team.</summary>
    Unassigned,
}

/// <summary>Where the work of somebody who is switched off goes.</summary>
/// <param name="ById">Who decided it.</param>
/// <param name="KeepDrafts">Unsent words become notes for the colleagues; otherwise they are deleted.</param>
/// <param name="Language">The language of the one who decided.</param>
internal sealed record HandoverPlan(Guid AgentId, Guid ById, HandoverTo To, Guid? PersonId, bool KeepDrafts, string Language);

/// <summary>
/// One kind of work that a person may leave behind. The module that owns the work registers it; the dialog counts it, and a durable job hands it over after
/// the person was switched off.
/// </summary>
internal interface IHandover
{
    /// <summary>A stable name, such as <c>conversations</c>; the desk translates it.</summary>
    string Kind { get; }

    Task<int> CountAsync(Guid agentId, CancellationToken cancellationToken);

    /// <summary>Hands over everything there still is: may be called again after it was cut off.</summary>
    Task HandOverAsync(HandoverPlan plan, CancellationToken cancellationToken);
}
