using Gatepost.Mail.Smtp.Server.Commands;

namespace Gatepost.Mail.Smtp.Server.Verbs;

/// <summary>The commands that change nothing, and those that are not offered.</summary>
internal static class PlainVerbs
{
    internal static ValueTask<Answer> NoopAsync(SessionState state, Command command, CancellationToken cancellationToken) =>
        new(Answer.Of(250, 0, 0, "Ok"));

    /// <summary>Who exists is told to nobody (RFC 5321 section 7.3); the address is judged when mail comes for it.</summary>
    internal static ValueTask<Answer> VrfyAsync(SessionState state, Command command, CancellationToken cancellationToken) =>
        new(command.Argument.Length == 0
            ? Answer.Of(501, 5, 4, "Syntax: VRFY address")
            : Answer.Of(252, 5, 0, "Cannot verify the address, but will take mail and try"));

    internal static ValueTask<Answer> HelpAsync(SessionState state, Command command, CancellationToken cancellationToken) =>
        new(Answer.Of(214, 0, 0, "Commands: EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT STARTTLS"));

    internal static async ValueTask<Answer> QuitAsync(SessionState state, Command command, CancellationToken cancellationToken)
    {
        await state.ResetAsync();
        return Answer.Closing(221, 0, 0, $"{state.Options.HostName} closes the connection", "the client said QUIT");
    }

    internal static ValueTask<Answer> NotOfferedAsync(SessionState state, Command command, CancellationToken cancellationToken) =>
        new(Answer.Of(502, 5, 1, $"{command.Verb.ToUpperInvariant()} is not offered here"));
}
