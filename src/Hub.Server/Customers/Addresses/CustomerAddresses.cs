using System.Text;
using System.Text.RegularExpressions;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Customers;

/// <summary>A telephone number, e-mail address or postal address of a customer that belongs to no channel account.</summary>
/// <param name="Kind">"phone", "email" or "post".</param>
/// <param name="Value">As it is compared; a telephone number in E.164.</param>
/// <param name="Shown">As it was written.</param>
internal sealed record CustomerAddress(Guid Id, string Kind, string Value, string Shown, bool Verified)
{
    /// <summary>The kind only.</summary>
    public override string ToString() => $"CustomerAddress {Kind}";
}

/// <summary>Reading, comparing and writing addresses. Writers run in the caller's transaction.</summary>
internal static partial class CustomerAddresses
{
    public const string Phone = "phone", Email = "email", Post = "post";

    private const int MaxShown = 500;

    /// <summary>What is compared, or null when it is no such address.</summary>
    public static string? Normalise(string? kind, string? written) => written is { Length: > 0 and <= MaxShown } ? kind switch
    {
        Phone => PhoneNumbers.Normalise(written),
        Email => written.Normalize(NormalizationForm.FormKC).Trim().ToLowerInvariant() is var email && EmailFormat().IsMatch(email) ? email : null,
        Post => Spaces().Replace(written.Normalize(NormalizationForm.FormKC).Trim(), " ") is { Length: > 0 } post ? post : null,
        _ => null,
    } : null;

    /// <summary>Nothing happens when the customer has it already.</summary>
    public static NpgsqlBatchCommand Insert(TimeProvider time, Guid customerId, string kind, string value, string shown, string source) => new("""
        INSERT INTO customers.address (id, customer_id, kind, value, shown, source) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT address_once DO NOTHING
        """)
    {
        Parameters =
        {
            new() { Value = NewId.Create(time) }, new() { Value = customerId }, new() { Value = kind }, new() { Value = value }, new() { Value = shown.Trim() }, new() { Value = source },
        },
    };

    /// <summary>Somebody who must know says that it is theirs.</summary>
    public static NpgsqlBatchCommand InsertProven(TimeProvider time, Guid customerId, string kind, string value, string shown, string source)
    {
        var insert = Insert(time, customerId, kind, value, shown, source);
        insert.CommandText = """
            INSERT INTO customers.address (id, customer_id, kind, value, shown, source, verified) VALUES ($1, $2, $3, $4, $5, $6, true) ON CONFLICT ON CONSTRAINT address_once DO UPDATE SET verified = true
            """;
        return insert;
    }

    public static async Task<List<CustomerAddress>> OfAsync(NpgsqlDataSource dataSource, Guid customerId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT id, kind, value, shown, verified FROM customers.address WHERE customer_id = $1 ORDER BY kind DESC, created_at, id").With(customerId);
        return await command.ReadAllAsync(
            reader => new CustomerAddress(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetBoolean(4)), cancellationToken);
    }

    /// <summary>Everybody known under a number in E.164: by hand, or because a channel's identities are numbers. Whoever was active last comes first.</summary>
    public const string ByNumber = """
        SELECT a.customer_id FROM customers.address a WHERE a.kind = 'phone' AND a.value = $1
        UNION SELECT i.customer_id FROM customers.identity i WHERE i.external_id LIKE '+%' AND i.external_id = $1
        """;

    [GeneratedRegex(@"^[^\s@<>""]{1,64}@[^\s@<>""]{1,190}\.[^\s@<>""]{2,63}$")]
    private static partial Regex EmailFormat();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
