namespace Gatepost.Mail.Smtp.Server;

/// <summary>Every bound of one SMTP session. Each has its own reply, so that a log line tells which was met.</summary>
public sealed record SmtpServerLimits
{
    /// <summary>Octets of one command line with CRLF. RFC 5321 asks for 512, extensions add to it; Postfix takes 2,048, and so do we.</summary>
    public int CommandLineOctets { get; init; } = 2_048;

    /// <summary>Octets of a message; advertised by SIZE. Postfix's default is 10 MB, users expect 50 MB today.</summary>
    public long MessageOctets { get; init; } = 52_428_800;

    /// <summary>Octets of one content line. RFC 5321 says 998; real mail breaks it, so longer lines pass. This stops a line that never ends.</summary>
    public int ContentLineOctets { get; init; } = 16_777_216;

    /// <summary>Octets of the header block. Postfix truncates at 102,400; 1 MB keeps the worst of real mail.</summary>
    public int HeaderOctets { get; init; } = 1_048_576;

    /// <summary>Recipients of one message. RFC 5321 section 4.5.3.1.8 demands at least 100; Postfix's default is 1,000.</summary>
    public int Recipients { get; init; } = 1_000;

    /// <summary>Messages of one session; a client that has more reconnects (421).</summary>
    public int MessagesPerSession { get; init; } = 1_000;

    /// <summary>Refused commands before the session is closed. Postfix's smtpd_hard_error_limit is 20.</summary>
    public int Errors { get; init; } = 20;

    /// <summary>NOOP, VRFY, RSET, HELP and repeated EHLO that carry no mail forward. Postfix's smtpd_junk_command_limit is 100.</summary>
    public int JunkCommands { get; init; } = 100;

    /// <summary>
    /// Octets of an overlong command line that are read, and dropped, while its end is sought; then the session is
    /// closed. Our choice: a megabyte of nonsense gets its 500, an endless line does not.
    /// </summary>
    public int DrainedLineOctets { get; init; } = 2_097_152;

    /// <summary>Octets of content that are read on to its end after a refusal, twice the message limit; a client that sends more is cut off.</summary>
    public long DrainedContentOctets => MessageOctets > long.MaxValue / 2 ? long.MaxValue : MessageOctets * 2;

    /// <summary>How long the client may be silent between commands (RFC 5321 section 4.5.3.2: five minutes).</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one read of content may take (RFC 5321 section 4.5.3.2.5: three minutes).</summary>
    public TimeSpan ContentTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long the TLS handshake may take.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The whole session, however busy: stops a client that sends a byte every four minutes.</summary>
    public TimeSpan SessionTime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>The wait before the greeting in which a client that talks first gives itself away. Zero turns it off.</summary>
    public TimeSpan GreetingDelay { get; init; } = TimeSpan.Zero;

    /// <summary>Received headers before a message is taken for a loop (RFC 5321 section 6.3 asks for at least 100).</summary>
    public int ReceivedHeaders { get; init; } = 100;
}
