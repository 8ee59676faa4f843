namespace Gatepost.Mail.Smtp;

/// <summary>
/// The client that a message first came from, as one mail server tells the next by XFORWARD for its log. Values are decoded; null where it is not known.
/// </summary>
public sealed record ForwardedClient
{
    /// <summary>NAME: its host name.</summary>
    public string? Name { get; init; }

    /// <summary>ADDR: its address; IPv6 as <c>IPv6:2001:db8::1</c>.</summary>
    public string? Address { get; init; }

    /// <summary>PORT.</summary>
    public string? Port { get; init; }

    /// <summary>PROTO: <c>SMTP</c> or <c>ESMTP</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>HELO: what it called itself.</summary>
    public string? Helo { get; init; }

    /// <summary>IDENT: the id of the message at the server that tells.</summary>
    public string? Ident { get; init; }

    /// <summary>SOURCE: <c>LOCAL</c> or <c>REMOTE</c>.</summary>
    public string? Source { get; init; }
}
