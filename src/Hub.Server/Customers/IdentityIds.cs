using System.Security.Cryptography;
using System.Text;

namespace Hub.Server.Customers;

/// <summary>
/// An identity's id follows from the account and the address, so that every node and every visitor's browser session knows it before the first message
/// has made the identity. Names only: an id opens nothing.
/// </summary>
internal static class IdentityIds
{
    /// <summary>An external id that begins so was vouched for by the account's owner, so its identity is verified from the start.</summary>
    public const string VouchedPrefix = "sub:";

    public static Guid Of(Guid accountId, string externalId) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{accountId:N}/{externalId}")).AsSpan(0, 16));
}
