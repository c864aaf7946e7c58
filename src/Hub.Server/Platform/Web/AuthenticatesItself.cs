namespace Hub.Server.Platform.Web;

/// <summary>Metadata of an endpoint that is open to the network. A test refuses the build when an anonymous endpoint does not have it.</summary>
/// <param name="How">How callers are checked, in a few words; shown in the table of permissions.</param>
internal sealed record AuthenticatesItself(string How);

internal static class AuthenticatesItselfExtensions
{
    /// <summary>Open to the network: this endpoint checks its callers by itself, or has nothing to guard.</summary>
    public static TBuilder AuthenticatesItself<TBuilder>(this TBuilder builder, string how) where TBuilder : IEndpointConventionBuilder =>
        builder.AllowAnonymous().WithMetadata(new AuthenticatesItself(how));
}
