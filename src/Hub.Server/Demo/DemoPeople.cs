using System.Globalization;
using Hub.Server.Demo.Texts;

namespace Hub.Server.Demo;

/// <summary>Makes up customers: names with their reading, firms, tags, remarks, and how they can be reached. No number or address can be anybody's.</summary>
internal sealed class DemoPeople(Random random)
{
    /// <summary>Nobody twice, and nobody who is one of the simulator's own people without being among the regulars.</summary>
    private readonly HashSet<string> taken = ["line/Daniel Carter", "line/ゆうと🍵", .. Regulars.All.Concat(Regulars.Played).Append(Regulars.Cafe).Append(Regulars.Long).Append(Regulars.Gone).SelectMany(Keys)];

    public Regular Make()
    {
        while (true)
        {
            var made = random.Next(100) < 82 ? MakeJapanese() : MakeEnglish();
            if (taken.Add(made.Name) && !Keys(made).Any(taken.Contains))
            {
                taken.UnionWith(Keys(made));
                return made;
            }
        }
    }

    /// <summary>Adds telephone, e-mail and post to somebody whose name is known.</summary>
    public Regular Reached(Regular known) => known with { Elsewhere = known.Language == "ja" ? ElsewhereInJapan(known, "", random.Next(1000)) : Abroad(known) };

    private Regular MakeJapanese()
    {
        var (family, given) = (Pick(Names.Families), Pick(Names.Givens));
        var name = $"{family[0]} {given[0]}";
        var firm = random.Next(8) == 0 ? string.Format(CultureInfo.InvariantCulture, Pick(Names.FirmKinds), Pick(Names.Firms)) : null;
        var shown = random.Next(7) switch
        {
            0 => name,
            1 => given[0],
            2 => given[1],
            3 => given[2],
            4 => given[1] + Pick(Names.Marks),
            5 => $"{family[0]}{given[0]}",
            _ => char.ToUpperInvariant(given[2][0]) + given[2][1..] + (random.Next(2) == 0 ? Pick(Names.Marks) : ""),
        };
        var remark = Remark(Remarks.Japanese, "ja", name);
        var person = new Regular(
            name, $"{family[1]} {given[1]}", "ja", firm, remark.Text, [.. remark.Tags.Union(firm is null ? [] : ["法人"])], Ways(firm is not null && random.Next(2) == 0 ? firm : shown, $"{given[2]}.{family[2]}", "line"));
        return person with { Elsewhere = ElsewhereInJapan(person, $"{given[2]}.{family[2]}", random.Next(90)), Honorific = "様" };
    }

    private Regular MakeEnglish()
    {
        var (given, family) = (Pick(Names.EnglishGivens), Pick(Names.EnglishFamilies));
        var remark = Remark(Remarks.English, "en", $"{given} {family}");
        var shown = random.Next(3) switch { 0 => given, 1 => $"{given} {family}", _ => $"{given} {Pick(Names.Marks)}" };
        var person = new Regular(
            $"{given} {family}", null, "en", random.Next(9) == 0 ? Pick(Names.EnglishFirms) : null, remark.Text, remark.Tags, Ways(shown, $"{given}.{family}", "line2"));
        return person with { Elsewhere = Abroad(person) };
    }

    private Address[] Ways(string shown, string login, string line)
    {
        var site = new Address("site", string.Concat(login.ToLowerInvariant().Where(char.IsAscii)) + random.Next(10, 99).ToString(CultureInfo.InvariantCulture));
        return random.Next(100) switch
        {
            < 58 => [new Address(line, shown)],
            < 70 => [new Address(line, shown), site],
            < 84 => [new Address("web", site.Name)],
            _ => [site],
        };
    }

    private (string? Text, string[] Tags) Remark(IReadOnlyList<(string Text, string[] Tags)> remarks, string language, string name)
    {
        if (random.Next(5) < 2)
        {
            return (null, []);
        }

        var (text, tags) = Pick(remarks);
        var words = new DemoWords(random, new Regular(name, null, language, null, null, [], []), "", DateTimeOffset.UnixEpoch);
        return (words.Tell(text), tags);
    }

    /// <summary>After the area code, 070 or 090 no Japanese number has a zero. (0800 is another kind.)</summary>
    private (string Kind, string Shown)[] ElsewhereInJapan(Regular person, string login, int number)
    {
        var elsewhere = new List<(string, string)>();
        if (random.Next(10) < 7)
        {
            elsewhere.Add(("phone", person.Company is null
                ? $"{Pick(["070", "090"])}-0{random.Next(1000):000}-{random.Next(10_000):0000}"
                : $"{Pick(["075", "052", "045", "011"])}-0{random.Next(100):00}-{random.Next(10_000):0000}"));
        }

        if (login.Length > 0 && random.Next(10) < 5)
        {
            elsewhere.Add(("email", $"{login}{number}@{Pick(["mail.example", "post.example", "home.example"])}"));
        }

        if (random.Next(10) < 3)
        {
            elsewhere.Add(("post", $"{Pick(Things.Japanese["city"])}{Pick(Things.Japanese["town"])}{random.Next(1, 6)}-{random.Next(1, 24)}-{random.Next(1, 18)}"));
        }

        return [.. elsewhere];
    }

    /// <summary>Numbers that Britain, America and Australia keep for films.</summary>
    private (string Kind, string Shown)[] Abroad(Regular person) => random.Next(10) < 6
        ?
        [
            ("phone", random.Next(3) switch { 0 => $"+44 7700 900{random.Next(1000):000}", 1 => $"+1 503 555 01{random.Next(100):00}", _ => $"+61 491 570 {random.Next(1000):000}" }),
            ("email", $"{string.Concat(person.Name.ToLowerInvariant().Where(char.IsAsciiLetter).Take(20))}@mail.example"),
        ]
        : [];

    private T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private static IEnumerable<string> Keys(Regular person) => person.Addresses.Select(address => $"{address.Way}/{address.Name}");
}
