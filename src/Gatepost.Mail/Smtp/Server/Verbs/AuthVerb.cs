using Gatepost.Mail.Smtp.Server.Authentication;
using Gatepost.Mail.Smtp.Server.Commands;

namespace Gatepost.Mail.Smtp.Server.Verbs;

/// <summary>AUTH (RFC 4954) with PLAIN (RFC 4616) and LOGIN, over TLS only. Who is let in is the handler's to say.</summary>
internal static class AuthVerb
{
    /// <summary>What EHLO says once TLS is in force.</summary>
    internal const string Extension = "AUTH PLAIN LOGIN";

    /// <summary>The prompts of LOGIN, as every server has them: <c>Username:</c> and <c>Password:</c>.</summary>
    private const string UserNamePrompt = "VXNlcm5hbWU6";
    private const string PasswordPrompt = "UGFzc3dvcmQ6";

    internal static async ValueTask<Answer> RunAsync(SessionState state, Command command, CancellationToken cancellationToken)
    {
        if (Objection(state) is { } objection)
            return objection;
        var words = command.Argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var response = words.Length > 1 ? words[1] : null;
        if (words.Length is 0 or > 2)
            return Answer.Of(501, 5, 4, "Syntax: AUTH mechanism [initial-response]");
        var (attempt, refusal) = words[0].ToUpperInvariant() switch
        {
            "PLAIN" => await PlainAsync(state, response, cancellationToken),
            "LOGIN" => await LoginAsync(state, response, cancellationToken),
            _ => (null, Answer.Of(504, 5, 4, "This mechanism is not offered; PLAIN and LOGIN are")),
        };
        return attempt is null ? refusal : await JudgeAsync(state, attempt, cancellationToken);
    }

    private static SmtpReply? Objection(SessionState state)
    {
        if (!state.Options.OffersAuthentication)
            return SmtpReply.Of(502, 5, 1, "AUTH is not offered here");
        if (state.Session.Tls is null)
            return SmtpReply.Of(538, 7, 11, "Encryption is required for authentication: send STARTTLS first");
        if (state.Phase != SessionPhase.Ready)
            return SmtpReply.Of(503, 5, 1, state.Phase == SessionPhase.Start ? "Send EHLO first" : "AUTH does not fit into a transaction; send RSET first");
        return state.Session.AuthenticatedAs is null ? null : SmtpReply.Of(503, 5, 1, "You are authenticated already");
    }

    private static async ValueTask<(AuthenticationAttempt? Attempt, Answer Refusal)> PlainAsync(
        SessionState state, string? response, CancellationToken cancellationToken)
    {
        var (message, refusal) = response is null ? await AskAsync(state, "", cancellationToken) : Read(response);
        if (message is null)
            return (null, refusal);
        return SaslText.ReadPlain(message) is { } attempt ? (attempt, default) : (null, Unreadable);
    }

    private static async ValueTask<(AuthenticationAttempt? Attempt, Answer Refusal)> LoginAsync(
        SessionState state, string? response, CancellationToken cancellationToken)
    {
        var (account, refusal) = response is null ? await AskAsync(state, UserNamePrompt, cancellationToken) : Read(response);
        if (account is null)
            return (null, refusal);
        (var password, refusal) = await AskAsync(state, PasswordPrompt, cancellationToken);
        if (password is null)
            return (null, refusal);
        return SaslText.Make("LOGIN", account, password) is { } attempt ? (attempt, default) : (null, Unreadable);
    }

    /// <summary>Sends a challenge and reads the response to it.</summary>
    private static async ValueTask<(string? Message, Answer Refusal)> AskAsync(SessionState state, string challenge, CancellationToken cancellationToken)
    {
        await state.Replies.WriteAsync(new SmtpReply(334, null, challenge), false, cancellationToken);
        var line = await state.Commands.ReadAsync(mayDrain: false, cancellationToken);
        return line.Event switch
        {
            LineEvent.Ended => (null, SessionEndings.BetweenCommands(line.Wire, state)),
            LineEvent.TooLong => (null, Answer.Of(500, 5, 6, "The response is too long")),
            LineEvent.Line when line.Text == "*" => (null, Answer.Of(501, 7, 0, "Authentication cancelled")),
            LineEvent.Line => Read(line.Text),
            _ => (null, MalformedLine.Refuse(line with { Text = "" }, state.Limits)),
        };
    }

    private static (string? Message, Answer Refusal) Read(string response) =>
        SaslText.Decode(response) is { } message ? (message, default) : (null, Unreadable);

    private static Answer Unreadable => Answer.Of(501, 5, 2, "The response cannot be read; base64 of a name and a password is expected");

    private static async ValueTask<Answer> JudgeAsync(SessionState state, AuthenticationAttempt attempt, CancellationToken cancellationToken)
    {
        if (await state.Handler.AuthenticateAsync(state.Session, attempt, cancellationToken) is { } refusal)
            return refusal;
        state.Session.AuthenticatedAs = attempt.Account;
        return Answer.Of(235, 7, 0, "Authentication succeeded");
    }
}
