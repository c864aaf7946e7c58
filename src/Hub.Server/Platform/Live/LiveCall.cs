using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Hub.Server.Platform.Live;

/// <summary>A call to clients, as many as there may be: it is put into the protocol once for all of them.</summary>
internal sealed class LiveCall(string method, byte[] json)
{
    public SerializedHubMessage Message { get; } = new(new InvocationMessage(method, [new RawJson(json)]));

    public int Bytes => json.Length;
}
