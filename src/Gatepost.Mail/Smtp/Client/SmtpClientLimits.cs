namespace Gatepost.Mail.Smtp.Client;

/// <summary>Every bound of a conversation with a next hop, which may be slow, broken or hostile.</summary>
public sealed record SmtpClientLimits
{
    /// <summary>Octets of one reply line with CRLF. RFC 5321 section 4.5.3.1.5 asks for 512; Postfix takes 2,048.</summary>
    public int ReplyLineOctets { get; init; } = 2_048;

    /// <summary>Lines of one reply: the longest EHLO replies have some 20. Stops a reply that never ends.</summary>
    public int ReplyLines { get; init; } = 100;

    /// <summary>Octets of one whole reply: a reason of many lines fits, a flood does not.</summary>
    public int ReplyOctets { get; init; } = 65_536;

    /// <summary>Connecting. The kernel would try for two minutes; Postfix's smtp_connect_timeout is 30 seconds.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The greeting (RFC 5321 section 4.5.3.2.1).</summary>
    public TimeSpan Greeting { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The answer to EHLO, HELO and STARTTLS; Postfix's smtp_helo_timeout.</summary>
    public TimeSpan Hello { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The TLS handshake; some round trips, so that it needs no more than a connection does.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The answer to MAIL (RFC 5321 section 4.5.3.2.2) and to each RCPT (4.5.3.2.3).</summary>
    public TimeSpan Envelope { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The answer to DATA (RFC 5321 section 4.5.3.2.4).</summary>
    public TimeSpan DataStart { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Sending one block of content (RFC 5321 section 4.5.3.2.5).</summary>
    public TimeSpan Block { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The answer to the final dot (RFC 5321 section 4.5.3.2.6): giving up earlier makes duplicates.</summary>
    public TimeSpan DataEnd { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The answer to RSET on a connection that was idle; Postfix's smtp_rset_timeout.</summary>
    public TimeSpan Reset { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The answer to QUIT, and to what a next hop may have said before it closed: nothing depends on it.</summary>
    public TimeSpan Quit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Octets of content that are sent in one write.</summary>
    public int BlockOctets { get; init; } = 65_536;
}
