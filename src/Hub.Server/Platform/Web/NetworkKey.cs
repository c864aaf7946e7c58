using System.Net;

namespace Hub.Server.Platform.Web;

/// <summary>By which name a network address is counted.</summary>
internal static class NetworkKey
{
    /// <summary>A household or server owns a whole IPv6 /64, so all of it counts as one.</summary>
    public static string Of(IPAddress? remote)
    {
        if (remote is null)
        {
            return "";
        }

        if (remote.IsIPv4MappedToIPv6)
        {
            remote = remote.MapToIPv4();
        }

        return remote.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? Convert.ToHexString(remote.GetAddressBytes().AsSpan(0, 8)) + "/64"
            : remote.ToString();
    }
}
