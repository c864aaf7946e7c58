namespace Hub.Server.Platform;

/// <summary>The one place that makes ids: version 7, so that they sort by time. They are names, not secrets; links and tokens use random bytes.</summary>
internal static class NewId
{
    public static Guid Create(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());
}
