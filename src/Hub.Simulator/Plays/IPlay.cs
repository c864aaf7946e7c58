namespace Hub.Simulator.Plays;

/// <summary>Something that happens to the shop when somebody asks for it, over the same wires as everything else.</summary>
internal interface IPlay
{
    string Key { get; }

    /// <summary>Why it cannot be played here: <c>alone</c> without a demo hub's colleagues, <c>notSupervised</c> when nobody would start the hub again. Null when it can.</summary>
    string? Missing { get; }

    Task RunAsync(PlayRun run, CancellationToken cancellation);
}
