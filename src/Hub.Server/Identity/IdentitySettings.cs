using Hub.Server.Platform;

namespace Hub.Server.Identity;

/// <summary>What sign-in needs to know of the settings. The public address may become known only once the server listens.</summary>
internal sealed class IdentitySettings(HubOptions options)
{
    public string? AdminEmail => options.AdminEmail;

    public string? AdminPassword => options.AdminPassword;

    public Uri? PublicUrl => options.PublicUrl;

    public bool Demo => options.Demo;
}
