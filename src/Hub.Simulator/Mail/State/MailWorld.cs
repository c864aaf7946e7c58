using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Mail;

/// <summary>The mail provider: the hub's mailboxes, people with addresses, and everything that went between them.</summary>
internal sealed class MailWorld(SimulatorOptions options, PageStream pages, TimeProvider clock, ILogger<Journal> logger) : IAsyncDisposable
{
    public const string HubAddress = "support@tsumugi.example";
    public const string HubPassword = "mail-demo-password";
    private const int LedgerLimit = 20_000;

    private readonly Journal journal = new(options, logger, "mail.jsonl");
    private readonly Dictionary<string, MailBox> boxes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, MailPerson> people = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, byte[]> raw = new(StringComparer.Ordinal);
    private readonly Queue<MailTransaction> ledger = new();

    public Lock Gate { get; } = new();

    public MailFaults Faults { get; } = new();

    /// <summary>What the sign-in page has given out.</summary>
    public MailTokens Tokens { get; } = new(clock);

    public int SmtpPort { get; set; }

    public int ImapPort { get; set; }

    public void Open()
    {
        foreach (var record in journal.Read())
        {
            Apply(record);
        }
        boxes.TryAdd(HubAddress, new MailBox(HubAddress, HubPassword, (uint)clock.GetUtcNow().ToUnixTimeSeconds()));
        foreach (var (address, name, language) in MailPresets.People)
        {
            people.TryAdd(address, new MailPerson(address, name, language));
        }
        journal.Start(Snapshot());
    }

    public ValueTask DisposeAsync() => journal.DisposeAsync();

    public IReadOnlyList<MailPerson> People
    {
        get
        {
            lock (Gate)
            {
                return [.. people.Values];
            }
        }
    }

    public MailBox? Box(string address)
    {
        lock (Gate)
        {
            return boxes.GetValueOrDefault(WithoutPlus(address));
        }
    }

    public IReadOnlyList<MailBox> Boxes
    {
        get
        {
            lock (Gate)
            {
                return [.. boxes.Values];
            }
        }
    }

    public bool TryAddBox(string address, string password)
    {
        lock (Gate)
        {
            var added = boxes.TryAdd(address, new MailBox(address, password, (uint)clock.GetUtcNow().ToUnixTimeSeconds()));
            if (added)
            {
                journal.Write("box", () => BoxRecord(boxes[address]));
            }
            return added;
        }
    }

    public MailPerson? Person(string address)
    {
        lock (Gate)
        {
            return people.GetValueOrDefault(address);
        }
    }

    public MailPerson AddPerson(string address, string name, string language)
    {
        lock (Gate)
        {
            if (people.TryGetValue(address, out var known))
            {
                return known;
            }
            var person = people[address] = new MailPerson(address, name, language);
            journal.Write("person", () => PersonRecord(person));
            return person;
        }
    }

    public byte[] Raw(string id)
    {
        lock (Gate)
        {
            return raw[id];
        }
    }

    /// <summary>Hands a letter to everybody it names: to the hub's mailboxes, and to people, who come into being by being written to.</summary>
    public string Deliver(byte[] letter, IEnumerable<string> recipients, MailPerson? writer = null)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString("N");
        lock (Gate)
        {
            raw[id] = letter;
            journal.Write("raw", () => new JsonObject { ["id"] = id, ["raw"] = Convert.ToBase64String(letter) });
            if (writer is not null)
            {
                Place(writer, new PersonLetter(id, "out", now) { Read = true });
            }
            foreach (var recipient in recipients.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (boxes.TryGetValue(WithoutPlus(recipient), out var box))
                {
                    Place(box, "INBOX", id, now, letter.Length, seen: false);
                }
                else
                {
                    Place(people.GetValueOrDefault(recipient) ?? AddPerson(recipient, recipient.Split('@')[0], "ja"), new PersonLetter(id, "in", now));
                }
            }
        }
        return id;
    }

    /// <summary>Files a letter the hub brings to a folder itself.</summary>
    public PlacedMail Append(MailBox box, string folder, byte[] letter, bool seen)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        lock (Gate)
        {
            raw[id] = letter;
            journal.Write("raw", () => new JsonObject { ["id"] = id, ["raw"] = Convert.ToBase64String(letter) });
            return Place(box, folder, id, clock.GetUtcNow(), letter.Length, seen);
        }
    }

    public PlacedMail Move(MailBox box, MailFolder from, PlacedMail mail, string to)
    {
        lock (box.Gate)
        {
            from.Mails.Remove(mail);
            var placed = box.Add(to, mail.Id, mail.At, mail.Size, mail.Seen);
            journal.Write("place", () => PlaceRecord(box, to, placed));
            return placed;
        }
    }

    public void Changed(MailBox box, string folder, PlacedMail mail) => journal.Write("place", () => PlaceRecord(box, folder, mail));

    public void MarkRead(MailPerson person, PersonLetter letter)
    {
        lock (Gate)
        {
            letter.Read = true;
            journal.Write("letter", () => LetterRecord(person, letter));
        }
        pages.Tell("mail", () => new { address = person.Address });
    }

    public void Note(MailTransaction transaction)
    {
        lock (Gate)
        {
            ledger.Enqueue(transaction);
            while (ledger.Count > LedgerLimit)
            {
                ledger.Dequeue();
            }
        }
    }

    public IReadOnlyList<MailTransaction> Ledger
    {
        get
        {
            lock (Gate)
            {
                return [.. ledger];
            }
        }
    }

    public void ClearLedger()
    {
        lock (Gate)
        {
            ledger.Clear();
        }
    }

    private List<JsonObject> Snapshot()
    {
        lock (Gate)
        {
            List<JsonObject> records =
            [
                .. boxes.Values.Select(box => Tag("box", BoxRecord(box))), .. people.Values.Select(person => Tag("person", PersonRecord(person))),
            ];
            records.AddRange(raw.Select(pair => Tag("raw", new JsonObject { ["id"] = pair.Key, ["raw"] = Convert.ToBase64String(pair.Value) })));
            records.AddRange(boxes.Values.SelectMany(box => box.Folders.SelectMany(folder => folder.Value.Mails.Select(mail => Tag("place", PlaceRecord(box, folder.Key, mail))))));
            records.AddRange(people.Values.SelectMany(person => person.Letters.Select(letter => Tag("letter", LetterRecord(person, letter)))));
            return records;
        }
    }

    private void Apply(JsonObject record)
    {
        switch (record.Text("record"))
        {
            case "box":
                var address = record.Text("address")!;
                boxes[address] = new MailBox(address, record.Text("password")!, (uint)record.Number("uidValidity")!);
                break;
            case "person":
                people[record.Text("address")!] = new MailPerson(record.Text("address")!, record.Text("name")!, record.Text("language")!);
                break;
            case "raw":
                raw[record.Text("id")!] = Convert.FromBase64String(record.Text("raw")!);
                break;
            case "place" when boxes.TryGetValue(record.Text("box")!, out var box):
                ApplyPlace(box, record);
                break;
            case "letter" when people.TryGetValue(record.Text("address")!, out var person) && raw.ContainsKey(record.Text("id")!):
                ApplyLetter(person, record);
                break;
        }
    }

    private static void ApplyLetter(MailPerson person, JsonObject record)
    {
        var letter = new PersonLetter(record.Text("id")!, record.Text("direction")!, record["at"].Deserialize<DateTimeOffset>()) { Read = record.Flag("read") };
        var known = person.Letters.FindIndex(other => other.Id == letter.Id && other.Direction == letter.Direction);
        if (known < 0)
        {
            person.Letters.Add(letter);
        }
        else
        {
            person.Letters[known] = letter;
        }
    }

    private void ApplyPlace(MailBox box, JsonObject record)
    {
        var id = record.Text("id")!;
        foreach (var folder in box.Folders.Values)
        {
            folder.Mails.RemoveAll(mail => mail.Id == id);
        }
        if (raw.TryGetValue(id, out var letter))
        {
            box.Add(record.Text("folder")!, id, record["at"].Deserialize<DateTimeOffset>(), letter.Length, record.Flag("seen"), (uint)record.Number("uid")!).Deleted = record.Flag("deleted");
        }
    }

    private PlacedMail Place(MailBox box, string folder, string id, DateTimeOffset at, int size, bool seen)
    {
        lock (box.Gate)
        {
            var placed = box.Add(folder, id, at, size, seen);
            journal.Write("place", () => PlaceRecord(box, folder, placed));
            return placed;
        }
    }

    private void Place(MailPerson person, PersonLetter letter)
    {
        person.Letters.Add(letter);
        journal.Write("letter", () => LetterRecord(person, letter));
        pages.Tell("mail", () => new { address = person.Address });
    }

    /// <summary>What stands after a "+" is the mailbox's own affair.</summary>
    private static string WithoutPlus(string address) =>
        address.IndexOf('+', StringComparison.Ordinal) is var plus and > 0 && address.LastIndexOf('@') is var at && at > plus ? address[..plus] + address[at..] : address;

    private static JsonObject Tag(string kind, JsonObject record)
    {
        record["record"] = kind;
        return record;
    }

    private static JsonObject BoxRecord(MailBox box) => new() { ["address"] = box.Address, ["password"] = box.Password, ["uidValidity"] = box.UidValidity };

    private static JsonObject PersonRecord(MailPerson person) => new() { ["address"] = person.Address, ["name"] = person.Name, ["language"] = person.Language };

    private static JsonObject PlaceRecord(MailBox box, string folder, PlacedMail mail) => new()
    {
        ["box"] = box.Address,
        ["folder"] = folder,
        ["id"] = mail.Id,
        ["uid"] = mail.Uid,
        ["at"] = JsonSerializer.SerializeToNode(mail.At),
        ["seen"] = mail.Seen,
        ["deleted"] = mail.Deleted,
    };

    private static JsonObject LetterRecord(MailPerson person, PersonLetter letter) => new()
    {
        ["address"] = person.Address,
        ["id"] = letter.Id,
        ["direction"] = letter.Direction,
        ["at"] = JsonSerializer.SerializeToNode(letter.At),
        ["read"] = letter.Read,
    };
}

/// <summary>People who are there from the first start.</summary>
internal static class MailPresets
{
    public static IReadOnlyList<(string Address, string Name, string Language)> People { get; } =
    [
        ("misaki.sato@mail.example", "佐藤 美咲", "ja"),
        ("k-suzuki@kaisha.example", "鈴木 健一", "ja"),
        ("emma.wilson@post.example", "Emma Wilson", "en"),
        ("kazuko..w@docomo.example", "渡辺 和子", "ja"),
        ("daniel@carter.example", "Daniel Carter", "en"),
        ("kaori.fujii@mail.example", "藤井 香織", "ja"),
        ("morita@ryokan.example", "森田 健一", "ja"),
        ("soko@warehouse.example", "倉庫 担当 伊藤", "ja"),
    ];
}
