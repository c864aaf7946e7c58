namespace Hub.Server.Identity;

/// <summary>A named set of permissions.</summary>
internal sealed class Role
{
    public const string Admin = "admin";

    public required Guid Id { get; init; }

    public required string Key { get; init; }

    public required string Name { get; set; }

    public required string[] Permissions { get; set; }

    /// <summary>Whoever holds it anywhere signs in with a second step.</summary>
    public bool RequireCode { get; init; }

    /// <summary>Comes with the product and stays as it is.</summary>
    public bool Preset { get; init; }
}
