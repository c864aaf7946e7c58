namespace Hub.Server.Identity;

/// <summary>A named set of permissions.</summary>
internal sealed class Role
{
    public const string Admin = "admin";

    public required Guid Id { get; init; }

    public required string Key { get; init; }

    public required string Name { get; init; }

    public required string[] Permissions { get; init; }

    /// <summary>Nobody may give, or lay hands on, what they do not have themselves.</summary>
    public bool Covers(Role other) => !other.Permissions.Except(Permissions).Any();
}
