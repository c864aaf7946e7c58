using System.Net;

namespace Hub.Channels.Line;

/// <summary>Why a call has no answer.</summary>
internal enum LineFault
{
    None,
    /// <summary>The account lacks credentials or has an address that is none.</summary>
    NotConfigured,
    /// <summary>LINE refuses the credentials themselves.</summary>
    Unauthorized,
    /// <summary>No token to be had just now; the call was not made.</summary>
    TokenUnavailable,
    /// <summary>No connection, so nothing was sent.</summary>
    NotConnected,
    /// <summary>The deadline passed; the request may have arrived.</summary>
    TimedOut,
    /// <summary>The connection broke after the request was on its way.</summary>
    ConnectionLost,
}

internal static class LineFaults
{
    /// <summary>The stable code of a fault, the same in sending, fetching and checking.</summary>
    internal static string Code(this LineFault fault) => fault switch
    {
        LineFault.NotConfigured => "not_configured",
        LineFault.Unauthorized => "unauthorized",
        LineFault.TokenUnavailable => "token_unavailable",
        LineFault.NotConnected => "not_connected",
        LineFault.TimedOut => "timeout",
        LineFault.ConnectionLost => "connection_lost",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}

/// <summary>An answer read to its end, or the fault instead of one.</summary>
internal sealed record LineAnswer(LineFault Fault, HttpStatusCode Status = default, ReadOnlyMemory<byte> Body = default, TimeSpan? RetryAfter = null, bool AcceptedBefore = false);
