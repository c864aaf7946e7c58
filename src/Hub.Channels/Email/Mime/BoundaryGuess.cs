using System.Text;

namespace Hub.Channels.Email.Mime;

/// <summary>Programs that lose the boundary parameter, or name another one than they use: the first line of the content tells.</summary>
internal static class BoundaryGuess
{
    internal static MimeNode? Read(MimeNode node, ISet<string> warnings)
    {
        var content = node.Stray.Span.TrimStart("\r\n \t"u8);
        var end = content.IndexOf((byte)'\n');
        if (end is < 4 or > 76 || !content.StartsWith("--"u8) || !content[(end + 1)..].StartsWith("Content-"u8))
        {
            return null;
        }

        var boundary = content[2..end].TrimEnd("\r \t"u8);
        if (boundary.ContainsAny("\"\\"u8) || boundary.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return null;
        }

        var head = Encoding.ASCII.GetBytes($"Content-Type: {node.MediaType}; boundary=\"{Encoding.ASCII.GetString(boundary)}\"\r\n\r\n");
        var tree = MimeTree.Read((byte[])[.. head, .. content], warnings);
        return tree is { Children.Count: > 0 } ? tree : null;
    }
}
