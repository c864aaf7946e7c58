using System.Text;

namespace Hub.Simulator.Mail;

/// <summary>Reads what clients sign in with.</summary>
internal static class MailSignIn
{
    /// <summary>PLAIN: nothing or a name, user, password, with zeros between.</summary>
    public static MailBox? Plain(MailWorld world, string encoded) =>
        Decode(encoded)?.Split('\0') is [_, var user, var password] ? Check(world, user, password) : null;

    /// <summary>XOAUTH2: user=…^Aauth=Bearer …^A^A, good for tokens the sign-in page has given out.</summary>
    public static MailBox? Token(MailWorld world, string encoded) =>
        Decode(encoded)?.Split('\x01') is [var user, var bearer, ..] && user.StartsWith("user=", StringComparison.Ordinal) && bearer.StartsWith("auth=Bearer ", StringComparison.Ordinal)
            && world.Tokens.Accepts(bearer["auth=Bearer ".Length..]) && !world.Faults.Settings.WrongPassword
            ? world.Box(user["user=".Length..])
            : null;

    public static MailBox? Check(MailWorld world, string user, string password) =>
        !world.Faults.Settings.WrongPassword && world.Box(user) is { } box && box.Password == password ? box : null;

    public static string? Decode(string encoded)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(encoded.Trim()));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
