using System.Security.Cryptography;
using System.Text;

namespace Hub.Simulator.State;

/// <summary>Makes ids in the shapes LINE uses. Message ids grow with time, so a restart never repeats one.</summary>
internal sealed class Ids(TimeProvider clock)
{
    private const string Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private long lastMessageId = clock.GetUtcNow().ToUnixTimeMilliseconds() << 18;

    public string Message() => Interlocked.Increment(ref lastMessageId).ToString();

    public string Request() => Guid.CreateVersion7(clock.GetUtcNow()).ToString();

    public static string Token(int bytes = 16) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>A user id that stays the same over restarts for the same account and name.</summary>
    public static string StableUser(string accountKey, string name) =>
        "U" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{accountKey}/{name}")))[..32];

    public static string RandomUser() => "U" + Token();

    public static bool IsUser(string value) =>
        value.Length == 33 && value[0] == 'U' && value.AsSpan(1).IndexOfAnyExcept("0123456789abcdef") < 0;

    /// <summary>Of a group (C) or a room (R).</summary>
    public static bool IsGroup(string value) => value.Length == 33 && value[0] is ('C' or 'R') && value.AsSpan(1).IndexOfAnyExcept("0123456789abcdef") < 0;

    public static string RandomGroup(bool room) => (room ? "R" : "C") + Token();

    public string WebhookEvent()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        var ulid = new char[26];
        var time = clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 9; i >= 0; i--, time >>= 5)
        {
            ulid[i] = Crockford[(int)(time & 31)];
        }
        for (var i = 0; i < 16; i++)
        {
            ulid[10 + i] = Crockford[random[i] & 31];
        }
        return new string(ulid);
    }
}
