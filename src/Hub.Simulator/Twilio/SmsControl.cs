using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Simulator.Control;
using Hub.Simulator.State;

namespace Hub.Simulator.Twilio;

/// <summary>The control API of SMS accounts under /sim/sms.</summary>
internal static partial class SmsControl
{
    private static readonly string[] Modes = ["on", "off", "landline", "filtered", "silent"];

    public static void Map(RouteGroupBuilder sim)
    {
        sim.MapGet("/sms", (SmsWorld world) => Results.Json(new { items = world.Accounts.Select(View) }, Json.Wire)).WithName("SimListSms");
        sim.MapPost("/sms", Create).WithName("SimCreateSms");
        var account = sim.MapGroup("/sms/{key}").AddEndpointFilter(Known);
        account.MapGet("", (HttpContext http) => Results.Json(View(http.Account()), Json.Wire)).WithName("SimGetSms");
        account.MapPut("", Change).WithName("SimChangeSms");
        account.MapGet("/phones", (HttpContext http) => Locked(http, it => new { items = it.Phones.Values.Where(phone => !phone.Load).ToArray() })).WithName("SimListPhones");
        account.MapPost("/phones", AddPhone).WithName("SimAddPhone");
        account.MapPut("/phones/{number}", ChangePhone).WithName("SimChangePhone");
        account.MapGet("/phones/{number}/thread", (string number, HttpContext http, int limit = 200) =>
            Locked(http, it => new { items = it.Thread(number).TakeLast(Math.Clamp(limit, 1, 1000)).Select(message => Json.Of(message)).ToArray() })).WithName("SimSmsThread");
        account.MapPost("/phones/{number}/messages", WriteAsync).WithName("SimSmsWrite");
        account.MapGet("/ledger", (HttpContext http) => Locked(http, it => new
        {
            webhooks = it.Ledger.Webhooks.ToArray(),
            created = it.Ledger.Created.Where(it.Messages.ContainsKey).Select(sid => Json.Of(it.Messages[sid])).ToArray(),
        })).WithName("SimSmsLedger");
        account.MapDelete("/ledger", (HttpContext http) => Locked(http, it =>
        {
            it.Ledger.Clear();
            return new { };
        })).WithName("SimClearSmsLedger");
        account.MapGet("/faults", (HttpContext http) => Results.Json(http.Account().Faults.Settings, Json.Wire)).WithName("SimSmsFaults");
        account.MapPut("/faults", SetFaults).WithName("SimSetSmsFaults");
        account.MapDelete("/faults", (HttpContext http, PageStream pages) => SetFaults(new SmsFaults(), http, pages)).WithName("SimClearSmsFaults");
        account.MapPost("/load", LoadAsync).WithName("SimSmsLoad");
    }

    private static IResult Create(NewAccount request, SmsWorld world)
    {
        if (request.Key is not { Length: >= 1 and <= 60 } key || key.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
        {
            return ControlApi.Problem(400, "key must be 1..60 letters, digits, - or _");
        }
        if (request.Number is not { } number || !E164().IsMatch(number))
        {
            return ControlApi.Problem(400, "number must be E.164, such as +815000001100");
        }
        var account = SmsPresets.Create(key, request.Name ?? key, number, world, request.AuthToken, request.WebhookUrl);
        return world.TryAdd(account) ? Results.Json(View(account), Json.Wire, statusCode: 201) : ControlApi.Problem(409, "key is taken");
    }

    private static IResult Change(AccountChange change, HttpContext http, SmsWorld world)
    {
        var account = http.Account();
        lock (account.Gate)
        {
            account.Name = change.Name ?? account.Name;
            account.WebhookUrl = change.WebhookUrl ?? account.WebhookUrl;
            world.Record(account);
        }
        return Results.Json(View(account), Json.Wire);
    }

    private static IResult AddPhone(NewPhone request, HttpContext http, SmsWorld world)
    {
        var account = http.Account();
        if (request.Name?.Trim() is not { Length: >= 1 and <= 100 } name)
        {
            return ControlApi.Problem(400, "name must be 1..100 characters");
        }
        lock (account.Gate)
        {
            var number = request.Number ?? Free(account);
            if (!E164().IsMatch(number))
            {
                return ControlApi.Problem(400, "number must be E.164, such as +819000001201");
            }
            var phone = new SmsPhone { Number = number, Name = name, Language = request.Language };
            if (!account.Phones.TryAdd(number, phone))
            {
                return ControlApi.Problem(409, "number is taken");
            }
            world.Record(account, phone);
            return Results.Json(phone, Json.Wire, statusCode: 201);
        }
    }

    private static IResult ChangePhone(string number, PhoneChange change, HttpContext http, SmsWorld world)
    {
        var account = http.Account();
        if (change.Mode is { } mode && !Modes.Contains(mode))
        {
            return ControlApi.Problem(400, "mode must be " + string.Join(", ", Modes));
        }
        lock (account.Gate)
        {
            if (!account.Phones.TryGetValue(number, out var phone))
            {
                return ControlApi.Problem(404, "No such phone");
            }
            phone.Mode = change.Mode ?? phone.Mode;
            phone.Name = change.Name ?? phone.Name;
            world.Record(account, phone);
            return Results.Json(phone, Json.Wire);
        }
    }

    private static async Task<IResult> WriteAsync(string number, JsonObject request, string? wait, HttpContext http, SmsPhones phones, CancellationToken cancellation)
    {
        var account = http.Account();
        SmsPhone? phone;
        lock (account.Gate)
        {
            account.Phones.TryGetValue(number, out phone);
        }
        if (phone is null)
        {
            return ControlApi.Problem(404, "No such phone");
        }
        var files = new List<(byte[], string)>();
        if (request.Flag("sample"))
        {
            files.Add(SmsPhones.SamplePicture());
        }
        foreach (var file in request["files"] as JsonArray ?? [])
        {
            var data = (file as JsonObject)?.Text("data") ?? "";
            var bytes = new byte[data.Length];
            if (!Convert.TryFromBase64String(data[(data.IndexOf(',') + 1)..], bytes, out var length) || length == 0)
            {
                return ControlApi.Problem(400, "files need data in Base64");
            }
            files.Add((bytes[..length], ((JsonObject)file!).Text("contentType") ?? "image/jpeg"));
        }
        var text = request.Text("text") ?? "";
        if ((text.Length == 0 && files.Count == 0) || text.Length > 1600 || files.Count > 10)
        {
            return ControlApi.Problem(400, "text must be 1..1600 characters, or there must be 1..10 files");
        }
        var address = $"{http.Request.Scheme}://{http.Request.Host}";
        var message = await phones.WriteAsync(account, phone, text, files, address, wait != "none", cancellation);
        return Results.Json(new { message.Sid, message.Webhook, message.HttpStatus }, Json.Wire);
    }

    private static IResult SetFaults(SmsFaults settings, HttpContext http, PageStream pages)
    {
        if (settings.Problem() is { } problem)
        {
            return ControlApi.Problem(400, problem);
        }
        var account = http.Account();
        account.Faults.Replace(settings);
        pages.Tell("faults", () => new { accountKey = account.Key, faults = Json.Of(settings) });
        return Results.Json(settings, Json.Wire);
    }

    private static async Task<IResult> LoadAsync(SmsLoad request, HttpContext http, SmsWorld world, SmsHooks hooks, TimeProvider clock, CancellationToken cancellation) =>
        request.Problem() is { } problem ? ControlApi.Problem(400, problem) : Results.Json(await request.RunAsync(http.Account(), world, hooks, clock, cancellation), Json.Wire);

    private static string Free(SmsAccount account)
    {
        for (var n = 3001; ; n++)
        {
            if (!account.Phones.ContainsKey($"+81900000{n}"))
            {
                return $"+81900000{n}";
            }
        }
    }

    private static IResult Locked(HttpContext http, Func<SmsAccount, object> view)
    {
        lock (http.Account().Gate)
        {
            return Results.Json(view(http.Account()), Json.Wire);
        }
    }

    private static object View(SmsAccount account) =>
        new { account.Key, account.Name, account.AccountSid, account.AuthToken, account.Number, account.MessagingServiceSid, account.WebhookUrl };

    private static async ValueTask<object?> Known(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.RequestServices.GetRequiredService<SmsWorld>().Find((string)http.GetRouteValue("key")!) is not { } account)
        {
            return ControlApi.Problem(404, "No such account");
        }
        http.Features.Set(account);
        return await next(context);
    }

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}$")]
    private static partial Regex E164();

    internal sealed record NewAccount(string? Key, string? Name, string? Number, string? AuthToken, string? WebhookUrl);

    internal sealed record AccountChange(string? Name, string? WebhookUrl);

    internal sealed record NewPhone(string? Name, string? Number, string? Language);

    internal sealed record PhoneChange(string? Mode, string? Name);
}
