using System.Net;

namespace Gatepost.Mail.Smtp.Server.Attributes;

/// <summary>What a trusted server says of the client for which it speaks (XCLIENT, XFORWARD). Null is unknown. Immutable.</summary>
public sealed record ClientAttributes
{
    /// <summary>NAME: the client's verified host name.</summary>
    public string? Name { get; init; }

    /// <summary>ADDR.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>PORT.</summary>
    public int? Port { get; init; }

    /// <summary>PROTO: true for ESMTP.</summary>
    public bool? IsExtended { get; init; }

    /// <summary>HELO: what the client called itself; may hold any printable character.</summary>
    public string? Helo { get; init; }

    /// <summary>LOGIN: the account by which the client authenticated itself.</summary>
    public string? Login { get; init; }

    /// <summary>DESTADDR: where the client connected to.</summary>
    public IPAddress? DestinationAddress { get; init; }

    /// <summary>DESTPORT.</summary>
    public int? DestinationPort { get; init; }

    /// <summary>IDENT: the message's id at the server that passes it on, such as Postfix's queue id.</summary>
    public string? Identity { get; init; }

    /// <summary>SOURCE.</summary>
    public ClientSource Source { get; init; }
}
