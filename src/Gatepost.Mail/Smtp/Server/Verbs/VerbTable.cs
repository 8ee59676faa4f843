using System.Collections.Frozen;

namespace Gatepost.Mail.Smtp.Server.Verbs;

/// <summary>Every command, and where in a session it fits (RFC 5321 section 4.1.4).</summary>
internal static class VerbTable
{
    /// <summary>The rows, for the session and for the test that walks them.</summary>
    internal static readonly FrozenDictionary<string, Verb> Rows = new Verb[]
    {
        new("EHLO", SessionPhase.Any, HelloVerbs.EhloAsync) { IsJunk = true },
        new("HELO", SessionPhase.Any, HelloVerbs.HeloAsync) { IsJunk = true },
        new("MAIL", SessionPhase.Ready, EnvelopeVerbs.MailAsync)
        {
            NeedsTls = true,
            OutOfOrder = "A transaction is open already; send RSET first",
        },
        new("RCPT", SessionPhase.Mail | SessionPhase.Recipients, EnvelopeVerbs.RcptAsync)
        {
            NeedsTls = true,
            OutOfOrder = "RCPT belongs between MAIL and the content",
        },
        new("DATA", SessionPhase.Mail | SessionPhase.Recipients, ContentVerbs.DataAsync)
        {
            NeedsTls = true,
            TakesNoArgument = true,
            OutOfOrder = "DATA belongs after RCPT, and not beside BDAT",
        },
        // Fits everywhere by its row, since even a refused BDAT must consume its octets; the verb looks at the phase itself.
        new("BDAT", SessionPhase.Any, ContentVerbs.BdatAsync),
        new("RSET", SessionPhase.Any, EnvelopeVerbs.RsetAsync) { TakesNoArgument = true, IsJunk = true },
        new("NOOP", SessionPhase.Any, PlainVerbs.NoopAsync) { IsJunk = true },
        new("VRFY", SessionPhase.Any, PlainVerbs.VrfyAsync) { NeedsTls = true, IsJunk = true },
        new("HELP", SessionPhase.Any, PlainVerbs.HelpAsync) { IsJunk = true },
        new("QUIT", SessionPhase.Any, PlainVerbs.QuitAsync) { TakesNoArgument = true },
        new("STARTTLS", SessionPhase.Ready, StartTlsVerb.RunAsync)
        {
            TakesNoArgument = true,
            OutOfOrder = "STARTTLS does not fit into a transaction; send RSET first",
        },
        // These three look at the phase themselves: where they are not offered they are unknown in every phase.
        new("AUTH", SessionPhase.Any, AuthVerb.RunAsync),
        new("XCLIENT", SessionPhase.Any, AttributeVerbs.XclientAsync) { IsJunk = true },
        new("XFORWARD", SessionPhase.Any, AttributeVerbs.XforwardAsync),
        new("EXPN", SessionPhase.Any, PlainVerbs.NotOfferedAsync),
        new("ETRN", SessionPhase.Any, PlainVerbs.NotOfferedAsync),
        new("TURN", SessionPhase.Any, PlainVerbs.NotOfferedAsync),
        new("ATRN", SessionPhase.Any, PlainVerbs.NotOfferedAsync),
        new("BURL", SessionPhase.Any, PlainVerbs.NotOfferedAsync),
        new("SEND", SessionPhase.Any, PlainVerbs.NotOfferedAsync),
        new("SOML", SessionPhase.Any, PlainVerbs.NotOfferedAsync),
        new("SAML", SessionPhase.Any, PlainVerbs.NotOfferedAsync),
    }.ToFrozenDictionary(row => row.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>First words that no mail client says: a web browser driven to our port, or a TLS client without STARTTLS.</summary>
    private static readonly FrozenSet<string> OtherProtocols = new[]
    {
        "GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "PRI", "Host:", "User-Agent:", "Content-Type:",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    internal static Verb? Find(string name) => Rows.GetValueOrDefault(name);

    /// <summary>True for the first word of another protocol; whatever follows it was not meant for us.</summary>
    internal static bool IsOtherProtocol(string name) => OtherProtocols.Contains(name);
}
