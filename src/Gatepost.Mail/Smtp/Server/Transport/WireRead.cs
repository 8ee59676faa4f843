using System.Buffers;

namespace Gatepost.Mail.Smtp.Server.Transport;

/// <summary>What a wait for the client's octets ended with.</summary>
internal enum WireEvent
{
    /// <summary>There are octets; the caller must advance the pipe.</summary>
    Octets = 0,

    /// <summary>The client closed its side, and nothing is left to read.</summary>
    Closed,

    /// <summary>The client was silent for too long.</summary>
    Silent,

    /// <summary>The session lasted as long as a session may.</summary>
    SessionOver,

    /// <summary>The gateway wants to stop, and the session stands between two transactions.</summary>
    Drain,

    /// <summary>More came than is read on after a refusal.</summary>
    TooMuch,
}

/// <summary>Octets from the client, or why there are none.</summary>
/// <param name="Event">What ended the wait.</param>
/// <param name="Buffer">The octets, for <see cref="WireEvent.Octets"/> only.</param>
/// <param name="IsLast">The client has closed its side: nothing will follow these octets.</param>
internal readonly record struct WireRead(WireEvent Event, ReadOnlySequence<byte> Buffer, bool IsLast);
