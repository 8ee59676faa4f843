using System.Collections.Immutable;
using System.Net;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Configuration;

/// <summary>What a listener of the role <c>direct</c> needs beyond others: it is the content filter of a mail server.</summary>
/// <param name="NextHop">The mail server's own door for mail that was inspected.</param>
/// <param name="Queue">On which side of that server's queue we stand.</param>
/// <param name="Clients">Networks that may connect.</param>
public sealed record DirectSettings(SpoolNextHop NextHop, QueueSide Queue, ImmutableArray<IPNetwork> Clients)
{
    /// <summary>The machine itself.</summary>
    public static ImmutableArray<IPNetwork> Loopback { get; } = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];
}

/// <summary>On which side of the mail server's queue a direct listener stands.</summary>
public enum QueueSide
{
    /// <summary>The sender waits for our answer: a refusal reaches him in his own session (Postfix's smtpd_proxy_filter).</summary>
    Before = 0,

    /// <summary>The sender got his 250 before: a refusal would be a bounce to an address that may be forged (Postfix's content_filter, Sendmail's two queues).</summary>
    After,
}
