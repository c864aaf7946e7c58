using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Simulator.Control;
using Hub.Simulator.State;

namespace Hub.Simulator.Phone;

/// <summary>
/// The sample shop's own server, as a firm would write it: it signs a member in, gets a nonce from the hub with a token of its own, and sends the browser on to LINE.
/// Every password is right here.
/// </summary>
internal sealed class ShopServer(SimulatorOptions options) : IDisposable
{
    private static readonly Member[] Members =
    [
        new("1001-2384", "佐藤 美咲", "misaki.sato@example.jp", "090-0000-1001"), new("1001-5570", "鈴木 健一", "kenichi.suzuki@example.jp", null),
        new("1002-0149", "Emma Wilson", "emma.wilson@example.com", null), new("1002-7713", "高橋 さくら", null, "080-0000-1004"),
    ];

    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) };

    public static void Map(RouteGroupBuilder sim)
    {
        sim.MapGet("/shop/members", () => Results.Json(new { items = Members.Select(member => new { member.Number, member.Name }) }, Json.Wire)).WithName("ShopMembers");
        sim.MapPost("/shop/sign-in", (SignIn request, ShopServer shop, CancellationToken cancellation) => shop.SignInAsync(request, cancellation)).WithName("ShopSignIn");
        sim.MapPost("/shop/unlink", (SignIn request, ShopServer shop, CancellationToken cancellation) => shop.UnlinkAsync(request, cancellation)).WithName("ShopUnlink");
    }

    public void Dispose() => http.Dispose();

    private Task<IResult> SignInAsync(SignIn request, CancellationToken cancellation)
    {
        var known = Members.FirstOrDefault(member => member.Number == request.Member);
        return AskAsync("", new { request.Account, request.Member, request.LinkToken, known?.Name, known?.Email, known?.Phone }, cancellation);
    }

    private Task<IResult> UnlinkAsync(SignIn request, CancellationToken cancellation) => AskAsync("/end", new { request.Account, request.Member }, cancellation);

    private async Task<IResult> AskAsync(string path, object body, CancellationToken cancellation)
    {
        try
        {
            if (await TokenAsync(cancellation) is not { } token)
            {
                return ControlApi.Problem(409, "alone");
            }
            using var request = new HttpRequestMessage(HttpMethod.Post, options.HubUrl + "/api/member-links" + path) { Content = JsonContent.Create(body, options: Json.Wire) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.SendAsync(request, cancellation);
            var said = await answer.Content.ReadFromJsonAsync<JsonObject>(Json.Wire, cancellation) ?? [];
            return answer.IsSuccessStatusCode ? Results.Json(said, Json.Wire) : ControlApi.Problem(409, said.Text("code") ?? "refused");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return ControlApi.Problem(503, "away");
        }
    }

    /// <summary>The demo hub leaves it where it leaves those of the colleagues who are played.</summary>
    private async Task<string?> TokenAsync(CancellationToken cancellation)
    {
        if (options.ColleaguesFile is not { } name || !File.Exists(name))
        {
            return null;
        }
        await using var file = File.OpenRead(name);
        return (await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(file, cancellationToken: cancellation))?.GetValueOrDefault("memberpage");
    }

    internal sealed record SignIn(string? Account, string? Member, string? LinkToken);

    private sealed record Member(string Number, string Name, string? Email, string? Phone);
}
