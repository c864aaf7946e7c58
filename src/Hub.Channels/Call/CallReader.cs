using System.Globalization;
using System.Text.Json;

namespace Hub.Channels.Call;

/// <summary>
/// Reads what a telephone system says of one call (docs/channels/call.md): one event a body. An event is named by the call, what happened and at whose
/// telephone, so that a repetition is the same event, while the next telephone that rings is another.
/// </summary>
internal static class CallReader
{
    private const int MaxSeconds = 24 * 60 * 60;

    internal static IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("The body is no object.");
        }

        try
        {
            return [ReadEvent(account, root)];
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException)
        {
            var error = fault is FormatException ? fault.Message : "The event holds text that is no valid Unicode.";
            return [new UnreadableEvent(JsonReading.Try(root, static e => e.Id("callId")) ?? JsonReading.Fingerprint(root), account.Key, JsonReading.Try(root, static e => Time(e, "at")), root.Raw(), error)];
        }
    }

    internal static DateTimeOffset? Time(JsonElement e, string name) =>
        e.Text(name) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static InboundEvent ReadEvent(ChannelAccount account, JsonElement e)
    {
        var callId = e.RequiredId("callId");
        var kind = e.RequiredText("event");
        var at = Time(e, "at");
        CallPhase? phase = kind switch
        {
            "ringing" => CallPhase.Ringing,
            "answered" => CallPhase.Answered,
            "ended" => CallPhase.Ended,
            "missed" => CallPhase.Missed,
            _ => null,
        };
        if (phase is null)
        {
            return new OtherEvent(JsonReading.Fingerprint(e), account.Key, at, kind.Length > 64 ? kind[..64] : kind, e.Raw(), Visible: false);
        }

        var outbound = e.Text("direction") switch
        {
            "inbound" or "in" or null => false,
            "outbound" or "out" => true,
            _ => throw new FormatException("'direction' is neither 'inbound' nor 'outbound'."),
        };
        var (from, to) = (e.Name("from"), e.Name("to"));
        var agent = e.Name("agent");
        return new CallReported(
            $"{callId}:{kind}{(agent is null ? "" : ":" + agent)}", callId, at, callId, phase.Value, outbound, outbound ? to : from, outbound ? from : to, agent, Seconds(e), Recording(e));
    }

    private static int? Seconds(JsonElement e) => e.Whole("durationSeconds") is { } seconds and >= 0 and <= MaxSeconds ? (int)seconds : null;

    /// <summary>A link that people will follow: over TLS, without a name and password in it.</summary>
    private static string? Recording(JsonElement e) =>
        e.Text("recordingUrl") is { Length: <= 2000 } text && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.UserInfo.Length == 0 ? url.AbsoluteUri : null;
}
