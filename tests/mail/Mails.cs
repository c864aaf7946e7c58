namespace Hub.MailTrial;

internal static class Mails
{
    /// <summary>Every mail in the folders, in the order of their names.</summary>
    internal static IReadOnlyList<byte[]> In(IEnumerable<string> folders) =>
        [.. folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".eml" or ".txt" or ".msg").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
}
