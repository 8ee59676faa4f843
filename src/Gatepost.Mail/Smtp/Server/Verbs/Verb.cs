using Gatepost.Mail.Smtp.Server.Commands;

namespace Gatepost.Mail.Smtp.Server.Verbs;

/// <summary>One row of the verb table.</summary>
/// <param name="Name">Upper case.</param>
/// <param name="Phases">Where the command fits; elsewhere it is answered 503.</param>
/// <param name="RunAsync">Does the work.</param>
internal sealed record Verb(string Name, SessionPhase Phases, Func<SessionState, Command, CancellationToken, ValueTask<Answer>> RunAsync)
{
    /// <summary>What 503 says.</summary>
    internal string OutOfOrder { get; init; } = "Bad sequence of commands";

    /// <summary>Refused with 530 on plain text where the listener demands TLS (RFC 3207 section 4).</summary>
    internal bool NeedsTls { get; init; }

    /// <summary>Anything after the verb is refused with 501.</summary>
    internal bool TakesNoArgument { get; init; }

    /// <summary>Carries no mail forward: counted, since some clients do nothing else.</summary>
    internal bool IsJunk { get; init; }

    /// <summary>The refusal that the row alone can tell, or null.</summary>
    internal SmtpReply? Objection(SessionState state, Command command)
    {
        if (NeedsTls && state.Options.RequireTls && state.Session.Tls is null)
            return SmtpReply.Of(530, 7, 0, "Send STARTTLS first: this server takes mail over TLS only");
        if ((Phases & state.Phase) == 0)
            return SmtpReply.Of(503, 5, 1, state.Phase == SessionPhase.Start ? "Send EHLO or HELO first" : OutOfOrder);
        return TakesNoArgument && command.Argument.Length > 0
            ? SmtpReply.Of(501, 5, 4, $"{Name} takes no argument")
            : null;
    }
}
