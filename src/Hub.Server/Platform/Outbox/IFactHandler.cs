namespace Hub.Server.Platform.Outbox;

/// <summary>
/// Reacts to facts, named by its effect. Called at least once for each, in the order of its lane, so it must be repeatable and short: slow work is
/// enqueued as a job.
/// </summary>
internal interface IFactHandler
{
    /// <summary>Names its cursor; never renamed.</summary>
    string Name { get; }

    bool Handles(StoredFact fact);

    Task HandleAsync(StoredFact fact, CancellationToken cancellationToken);
}
