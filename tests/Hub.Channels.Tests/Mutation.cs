namespace Hub.Channels.Tests;

/// <summary>Damages a body in one to three places the way broken proxies, encoders and attackers do.</summary>
internal static class Mutation
{
    private static readonly string[] _splinters =
    [
        "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e999", "99999999999999999999", "\"\"", "{}", "[]", "\\u0000", "\\ud800", "\\", "\0", "\u00ff", "\"id\":1,",
    ];

    internal static byte[] Of(byte[] seed, Random random)
    {
        var body = seed.ToList();
        for (var cuts = random.Next(1, 4); cuts > 0 && body.Count > 0; cuts--)
        {
            var at = random.Next(body.Count);
            var length = Math.Min(random.Next(1, 12), body.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveRange(at, length);
                    break;
                case 2:
                    body.InsertRange(at, body.GetRange(at, length));
                    break;
                case 3:
                    body.InsertRange(at, System.Text.Encoding.UTF8.GetBytes(_splinters[random.Next(_splinters.Length)]));
                    break;
                case 4:
                    ReplaceValue(body, at, _splinters[random.Next(_splinters.Length)]);
                    break;
                default:
                    ReplaceLetter(body, at, random);
                    break;
            }
        }

        return [.. body];
    }

    /// <summary>Replaces the next member's value up to the following comma, which mostly leaves valid JSON of another type.</summary>
    private static void ReplaceValue(List<byte> body, int at, string value)
    {
        var colon = body.IndexOf((byte)':', at);
        var end = colon < 0 ? -1 : body.FindIndex(colon, b => b is (byte)',' or (byte)'}' or (byte)'\n');
        if (end > 0)
        {
            body.RemoveRange(colon + 1, end - colon - 1);
            body.InsertRange(colon + 1, System.Text.Encoding.UTF8.GetBytes(value));
        }
    }

    /// <summary>Another letter for a letter: the JSON stays valid, names and values change.</summary>
    private static void ReplaceLetter(List<byte> body, int at, Random random)
    {
        var letter = body.FindIndex(at, b => char.IsAsciiLetter((char)b));
        if (letter >= 0)
        {
            body[letter] = (byte)random.Next('a', 'z' + 1);
        }
    }
}
