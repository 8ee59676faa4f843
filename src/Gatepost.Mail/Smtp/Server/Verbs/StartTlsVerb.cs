using Gatepost.Mail.Smtp.Server.Commands;

namespace Gatepost.Mail.Smtp.Server.Verbs;

/// <summary>STARTTLS (RFC 3207). The handshake itself is the session's next step.</summary>
internal static class StartTlsVerb
{
    internal static ValueTask<Answer> RunAsync(SessionState state, Command command, CancellationToken cancellationToken)
    {
        if (state.Options.Tls is null)
            return new(Answer.Of(502, 5, 1, "STARTTLS is not offered here"));
        if (state.Session.Tls is not null)
            return new(Answer.Of(503, 5, 1, "TLS is in force already"));
        // What was stated in plain text anybody on the way may have written; the protected session must not begin with it (RFC 3207 section 4.2), and forgetting it could give
        // the client the rights of its proxy.
        if (state.Session.Stated is not null)
            return new(Answer.Of(503, 5, 1, "STARTTLS comes before XCLIENT"));
        // Plain text sent along with STARTTLS would later pass for the voice of the protected client (CVE-2011-0411). No honest client does
        // that, and dropping it would leave the two sides with different ideas of what was said: so the connection ends.
        return new(state.Wire.HasUnread()
            ? Answer.Closing(554, 5, 0, "Something was sent after STARTTLS without waiting for the reply; closing", "plain text followed STARTTLS")
            : Answer.Of(220, 0, 0, "Ready to start TLS") with { StartsTls = true });
    }
}
