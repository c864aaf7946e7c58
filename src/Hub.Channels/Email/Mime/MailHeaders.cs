using System.Collections;

namespace Hub.Channels.Email.Mime;

/// <summary>The header fields of a message or part in their order, repetitions included. Names are compared without regard to case.</summary>
public sealed class MailHeaders : IReadOnlyList<MailHeader>
{
    public static readonly MailHeaders Empty = new([]);

    private readonly IReadOnlyList<MailHeader> _fields;

    internal MailHeaders(IReadOnlyList<MailHeader> fields) => _fields = fields;

    public int Count => _fields.Count;

    public MailHeader this[int index] => _fields[index];

    /// <summary>The decoded value of the first field of that name, or null.</summary>
    public string? First(string name) => Find(name)?.Value;

    public bool Has(string name) => Find(name) is not null;

    /// <summary>The decoded values of all fields of that name.</summary>
    public IEnumerable<string> All(string name) => Fields(name).Select(field => field.Value);

    public IEnumerator<MailHeader> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal MailHeader? Find(string name)
    {
        foreach (var field in _fields)
        {
            if (field.Is(name))
            {
                return field;
            }
        }

        return null;
    }

    internal IEnumerable<MailHeader> Fields(string name) => _fields.Where(field => field.Is(name));
}

/// <summary>One header field.</summary>
public sealed class MailHeader
{
    private string? _value;

    internal MailHeader(string name, byte[] raw)
    {
        Name = name;
        RawValue = raw;
    }

    /// <summary>As written.</summary>
    public string Name { get; }

    /// <summary>The bytes after the colon, line breaks and all.</summary>
    public ReadOnlyMemory<byte> RawValue { get; }

    /// <summary>Unfolded, decoded (RFC 2047, or raw 8-bit), trimmed.</summary>
    public string Value => _value ??= HeaderText.Decode(RawValue.Span);

    internal bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name only.</summary>
    public override string ToString() => Name;
}
