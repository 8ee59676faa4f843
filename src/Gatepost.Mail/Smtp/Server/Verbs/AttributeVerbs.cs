using Gatepost.Mail.Smtp.Server.Attributes;
using Gatepost.Mail.Smtp.Server.Commands;

namespace Gatepost.Mail.Smtp.Server.Verbs;

/// <summary>XCLIENT and XFORWARD: a trusted server says for whom it speaks. Anybody else is told that there is no such command.</summary>
internal static class AttributeVerbs
{
    private const SessionPhase OutsideTransaction = SessionPhase.Start | SessionPhase.Ready;

    /// <summary>From here on the session is that of the client that is stated: it begins again, and is judged again.</summary>
    internal static async ValueTask<Answer> XclientAsync(SessionState state, Command command, CancellationToken cancellationToken)
    {
        var session = state.Session;
        if (Objection(state, command, session.MayStateClient) is { } objection)
            return objection;
        var (stated, refusal) = AttributeSyntax.Parse(command.Argument, AttributeSyntax.Xclient, Anew(session.Stated) ?? OfConnection(session));
        if (stated is null)
            return refusal!;
        await state.ResetAsync();
        (session.Stated, session.AuthenticatedAs, session.Helo, session.IsExtended, state.Phase) = (stated, stated.Login, null, false, SessionPhase.Start);
        if (await state.Handler.ClientStatedAsync(session, cancellationToken) is { } refused)
            return new Answer(refused) { Close = "the connection of the stated client was refused" };
        return Greeting.Words(state.Options);
    }

    /// <summary>The attributes hold for the next transaction. They change what is logged and inspected, never what the connection may do.</summary>
    internal static ValueTask<Answer> XforwardAsync(SessionState state, Command command, CancellationToken cancellationToken)
    {
        if (Objection(state, command, state.Session.MayForwardClient) is { } objection)
            return new(objection);
        var (forwarded, refusal) = AttributeSyntax.Parse(command.Argument, AttributeSyntax.Xforward, state.Session.Forwarded ?? new ClientAttributes());
        if (forwarded is null)
            return new(refusal!);
        state.Session.Forwarded = forwarded;
        return new(Answer.Of(250, 0, 0, "Ok"));
    }

    /// <summary>Who the client is, is said anew each time: the account of the one before would be the right of the next.</summary>
    private static ClientAttributes? Anew(ClientAttributes? stated) =>
        stated is null ? null : stated with { Name = null, Helo = null, Login = null, IsExtended = null };

    private static SmtpReply? Objection(SessionState state, Command command, bool isAllowed)
    {
        if (!isAllowed)
            return SmtpReply.Of(502, 5, 1, $"{command.Verb.ToUpperInvariant()} is not offered here");
        if (state.Options.RequireTls && state.Session.Tls is null)
            return SmtpReply.Of(530, 7, 0, "Send STARTTLS first: this server takes mail over TLS only");
        return (state.Phase & OutsideTransaction) == 0 ? SmtpReply.Of(503, 5, 1, $"{command.Verb.ToUpperInvariant()} does not fit into a transaction; send RSET first") : null;
    }

    private static ClientAttributes OfConnection(SmtpSession session) => new()
    {
        Address = session.RemoteEndPoint.Address,
        Port = session.RemoteEndPoint.Port,
        DestinationAddress = session.LocalEndPoint.Address,
        DestinationPort = session.LocalEndPoint.Port,
    };
}
