using Hub.Server.Platform;

namespace Hub.Server.Identity;

/// <summary>What sign-in needs from the configuration section <c>Hub</c>.</summary>
internal sealed record IdentitySettings(string? AdminEmail, string? AdminPassword, Uri? PublicUrl, bool Demo)
{
    public static IdentitySettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Hub");
        var publicUrl = section["PublicUrl"];
        Uri? address = null;
        if (!string.IsNullOrWhiteSpace(publicUrl)
            && (!Uri.TryCreate(publicUrl, UriKind.Absolute, out address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)))
        {
            throw new StartupException($"Hub__PublicUrl is \"{publicUrl}\". Set it to the address people type, like https://hub.example.com.");
        }

        return new IdentitySettings(Text(section["AdminEmail"]), Text(section["AdminPassword"]), address, section.GetValue<bool>("Demo"));
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    /// <summary>A record prints its members; the password must not reach a log that way.</summary>
    public override string ToString() => $"IdentitySettings {{ PublicUrl = {PublicUrl}, Demo = {Demo} }}";
}
