using System.Security.Cryptography;

namespace Hub.Server.Platform.Startup;

/// <summary>The password a demo prints: set by the operator, else made up once and kept in a 0600 file so that each start prints the same.</summary>
internal static class AdminPassword
{
    public static void Settle(HubOptions options)
    {
        if (!(options.Demo || options.ShowStart) || options.AdminEmail is null || options.AdminPassword is not null)
        {
            return;
        }

        var file = Path.Combine(options.DataDirectory, "admin.password");
        if (!File.Exists(file))
        {
            DataDirectory.WriteSecret(file, RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 14));
        }

        options.AdminPassword = File.ReadAllText(file).Trim();
    }
}
