namespace Gatepost.Mail.Smtp;

/// <summary>When a recipient's sender wants to hear (RFC 3461 section 4.1). <see cref="Default"/> = nothing was said: failures are told.</summary>
[Flags]
public enum DsnNotify
{
    /// <summary>No NOTIFY parameter.</summary>
    Default = 0,

    /// <summary>NOTIFY=NEVER; excludes the others.</summary>
    Never = 1,

    /// <summary>NOTIFY=SUCCESS.</summary>
    Success = 2,

    /// <summary>NOTIFY=FAILURE.</summary>
    Failure = 4,

    /// <summary>NOTIFY=DELAY.</summary>
    Delay = 8,
}

/// <summary>How much of the message a DSN returns (RFC 3461 section 4.3).</summary>
public enum DsnReturn
{
    /// <summary>No RET parameter: our choice (headers only).</summary>
    Unspecified = 0,

    /// <summary>RET=FULL.</summary>
    Full,

    /// <summary>RET=HDRS.</summary>
    Headers,
}

/// <summary>The BODY parameter of MAIL (RFC 6152); BINARYMIME is not offered.</summary>
public enum SmtpBody
{
    /// <summary>No parameter, or BODY=7BIT. Eight-bit content may come all the same, and is carried.</summary>
    SevenBit = 0,

    /// <summary>BODY=8BITMIME.</summary>
    EightBitMime,
}
