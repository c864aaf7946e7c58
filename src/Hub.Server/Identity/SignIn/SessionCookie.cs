namespace Hub.Server.Identity;

/// <summary>The cookie that carries the session token. Over https its name binds it to this host and to https.</summary>
internal sealed class SessionCookie(IdentitySettings settings)
{
    public string Name => IsSecure ? "__Host-crmhub" : "crmhub";

    private bool IsSecure => settings.PublicUrl?.Scheme == Uri.UriSchemeHttps;

    public bool IsOn(HttpRequest request) => request.Cookies.ContainsKey(Name);

    public string? Read(HttpRequest request) => request.Cookies[Name];

    public void Write(HttpResponse response, string token) => response.Cookies.Append(Name, token, Options(SignedInAgents.AbsoluteLimit));

    public void Delete(HttpResponse response) => response.Cookies.Delete(Name, Options(maxAge: null));

    private CookieOptions Options(TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = IsSecure,
        Path = "/",
        MaxAge = maxAge,
        IsEssential = true,
    };
}
