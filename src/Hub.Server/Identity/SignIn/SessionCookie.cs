namespace Hub.Server.Identity;

/// <summary>The cookie that carries the session token. Over https its name binds it to this host and to https.</summary>
internal sealed class SessionCookie(IdentitySettings settings)
{
    private readonly bool _secure = settings.PublicUrl?.Scheme == Uri.UriSchemeHttps;

    public string Name => _secure ? "__Host-crmhub" : "crmhub";

    public bool IsOn(HttpRequest request) => request.Cookies.ContainsKey(Name);

    public string? Read(HttpRequest request) => request.Cookies[Name];

    public void Write(HttpResponse response, string token) => response.Cookies.Append(Name, token, Options(SignedInAgents.AbsoluteLimit));

    public void Delete(HttpResponse response) => response.Cookies.Delete(Name, Options(maxAge: null));

    private CookieOptions Options(TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = _secure,
        Path = "/",
        MaxAge = maxAge,
        IsEssential = true,
    };
}
