using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Receiving.Direct;

/// <summary>Bounds of what a direct listener says to its next hop while its own client waits.</summary>
internal sealed record DirectLimits
{
    /// <summary>
    /// The client waits for its EHLO and MAIL as long as we wait for the next hop's: Postfix gives up on a proxy filter after 100 seconds. The answer to the final
    /// dot keeps its ten minutes, since giving up on it makes a duplicate.
    /// </summary>
    public SmtpClientLimits Conversation { get; init; } = new()
    {
        Connect = TimeSpan.FromSeconds(10),
        Greeting = TimeSpan.FromSeconds(60),
        Hello = TimeSpan.FromSeconds(60),
        Envelope = TimeSpan.FromSeconds(90),
        DataStart = TimeSpan.FromSeconds(90),
    };

    /// <summary>Connections that one step of a transaction may use up: the one that had died, and a fresh one. More would make a dead next hop the client's time-out.</summary>
    public int ConnectionsPerStep { get; init; } = 2;
}
