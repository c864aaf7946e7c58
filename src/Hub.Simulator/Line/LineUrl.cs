namespace Hub.Simulator.Line;

/// <summary>LINE takes https only. Here http to this machine is allowed as well, so that a local hub can be tried without certificates.</summary>
internal static class LineUrl
{
    public static bool Allowed(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback))
        && text.All(c => c is > ' ' and < (char)127);
}
