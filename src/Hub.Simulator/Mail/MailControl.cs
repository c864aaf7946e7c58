using Hub.Simulator.Control;
using Hub.Simulator.State;

namespace Hub.Simulator.Mail;

/// <summary>The mail provider under /sim/mail: mailboxes, people and their letters, faults, the ledger.</summary>
internal static class MailControl
{
    public static void Map(RouteGroupBuilder sim)
    {
        var mail = sim.MapGroup("/mail");
        mail.MapGet("", (MailWorld world) => Results.Json(World(world), Json.Wire)).WithName("SimMail");
        mail.MapPost("/mailboxes", AddBox).WithName("SimAddMailbox");
        mail.MapPost("/people", AddPerson).WithName("SimAddMailPerson");
        mail.MapGet("/people/{address}/letters", Letters).WithName("SimLetters");
        mail.MapPost("/people/{address}/letters", Write).WithName("SimWriteLetter");
        mail.MapGet("/people/{address}/letters/{id}", Read).WithName("SimReadLetter");
        mail.MapGet("/people/{address}/letters/{id}/raw", (string address, string id, MailWorld world) => Find(world, address, id) is { } found ? Results.Bytes(world.Raw(found.Letter.Id), "text/plain; charset=us-ascii") : Missing()).WithName("SimRawLetter");
        mail.MapGet("/people/{address}/letters/{id}/files/{index:int}", OpenFile).WithName("SimLetterFile");
        mail.MapGet("/faults", (MailWorld world) => Results.Json(world.Faults.Settings, Json.Wire)).WithName("SimMailFaults");
        mail.MapPut("/faults", Fail).WithName("SimSetMailFaults");
        mail.MapDelete("/faults", (MailWorld world, PageStream pages) => Fail(new MailFaultSettings(), world, pages)).WithName("SimClearMailFaults");
        mail.MapGet("/ledger", (MailWorld world) => Results.Json(new { items = world.Ledger, tokensRefreshed = world.Tokens.Refreshed }, Json.Wire)).WithName("SimMailLedger");
        mail.MapDelete("/ledger", (MailWorld world) =>
        {
            world.ClearLedger();
            return Results.NoContent();
        }).WithName("SimClearMailLedger");
        mail.MapDelete("/tokens", (MailWorld world, bool access = false) =>
        {
            if (access)
            {
                world.Tokens.Expire();
            }
            else
            {
                world.Tokens.Withdraw();
            }
            return Results.NoContent();
        }).WithName("SimEndMailTokens");
        mail.MapPost("/mailboxes/{address}/renumber", Renumber).WithName("SimRenumberMailbox");
    }

    private static object World(MailWorld world) => new
    {
        world.SmtpPort,
        world.ImapPort,
        mailboxes = world.Boxes.Select(box => new { box.Address, box.Password, waiting = Count(box) }),
        people = world.People.Select(person => new { person.Address, person.Name, person.Language, unread = Unread(world, person) }),
    };

    private static IResult AddBox(NewBox request, MailWorld world) =>
        request.Address is not { Length: > 2 and <= 200 } address || !address.Contains('@') ? ControlApi.Problem(400, "address must be a mail address")
        : world.TryAddBox(address, request.Password ?? MailWorld.HubPassword) ? Results.Json(new { address, password = request.Password ?? MailWorld.HubPassword }, Json.Wire, statusCode: 201)
        : ControlApi.Problem(409, "address is taken");

    private static IResult AddPerson(NewPerson request, MailWorld world)
    {
        if (request.Address is not { Length: > 2 and <= 200 } address || !address.Contains('@') || address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
        {
            return ControlApi.Problem(400, "address must be a mail address");
        }
        var person = world.AddPerson(address, request.Name ?? address.Split('@')[0], request.Language ?? "ja");
        return Results.Json(new { person.Address, person.Name, person.Language }, Json.Wire, statusCode: 201);
    }

    private static IResult Letters(string address, MailWorld world)
    {
        if (world.Person(address) is not { } person)
        {
            return Missing();
        }
        List<PersonLetter> letters;
        lock (world.Gate)
        {
            letters = [.. person.Letters.AsEnumerable().Reverse().Take(300)];
        }
        return Results.Json(new { items = letters.Select(letter => LetterView.Row(letter, world.Raw(letter.Id))) }, Json.Wire);
    }

    private static IResult Write(string address, LetterDraft draft, MailWorld world, TimeProvider clock)
    {
        if (world.Person(address) is not { } person)
        {
            return Missing();
        }
        if (draft.Charset is { } charset && !ComposeLetter.Charsets.Contains(charset))
        {
            return ControlApi.Problem(400, "charset must be " + string.Join(", ", ComposeLetter.Charsets));
        }
        var answered = draft.InReplyTo is { } id ? Find(world, address, id) : null;
        if (draft.InReplyTo is not null && answered is null)
        {
            return ControlApi.Problem(400, "inReplyTo is no letter of this person");
        }
        try
        {
            using var parent = answered is { } found ? LetterView.Load(world.Raw(found.Letter.Id)) : null;
            var (raw, recipients) = ComposeLetter.Write(person, draft, parent, clock.GetUtcNow());
            return Results.Json(new { id = world.Deliver(raw, recipients, person) }, Json.Wire, statusCode: 201);
        }
        catch (FormatException error)
        {
            return ControlApi.Problem(400, error.Message);
        }
    }

    private static IResult Read(string address, string id, MailWorld world)
    {
        if (Find(world, address, id) is not { } found)
        {
            return Missing();
        }
        if (!found.Letter.Read)
        {
            world.MarkRead(found.Person, found.Letter);
        }
        return Results.Json(LetterView.Whole(found.Letter, world.Raw(id)), Json.Wire);
    }

    private static IResult OpenFile(string address, string id, int index, MailWorld world) =>
        Find(world, address, id) is { } found && LetterView.File(world.Raw(found.Letter.Id), index) is { } file ? Results.File(file.Bytes, "application/octet-stream", file.Name) : Missing();

    private static IResult Fail(MailFaultSettings settings, MailWorld world, PageStream pages)
    {
        if (settings.Problem() is { } problem)
        {
            return ControlApi.Problem(400, problem);
        }
        world.Faults.Replace(settings);
        pages.Tell("mail-faults", () => Json.Of(settings));
        return Results.Json(settings, Json.Wire);
    }

    /// <summary>As after a restored server: every mail has another UID.</summary>
    private static IResult Renumber(string address, MailWorld world)
    {
        if (world.Box(address) is not { } box)
        {
            return Missing();
        }
        box.UidValidity++;
        return Results.Json(new { box.UidValidity }, Json.Wire);
    }

    private static (MailPerson Person, PersonLetter Letter)? Find(MailWorld world, string address, string id)
    {
        lock (world.Gate)
        {
            return world.Person(address) is { } person && person.Letters.Find(letter => letter.Id == id) is { } letter ? (person, letter) : null;
        }
    }

    private static int Count(MailBox box)
    {
        lock (box.Gate)
        {
            return box.Folder("INBOX").Mails.Count(mail => !mail.Seen);
        }
    }

    private static int Unread(MailWorld world, MailPerson person)
    {
        lock (world.Gate)
        {
            return person.Letters.Count(letter => !letter.Read);
        }
    }

    private static IResult Missing() => ControlApi.Problem(404, "Nothing here");

    internal sealed record NewBox(string? Address, string? Password);

    internal sealed record NewPerson(string? Address, string? Name, string? Language);
}
