using System.Globalization;
using Gatepost.Mail.Smtp.Server.Content;
using Gatepost.Mail.Smtp.Server.Transport;

namespace Gatepost.Mail.Smtp.Server.Verbs;

/// <summary>The words with which sessions end before QUIT.</summary>
internal static class SessionEndings
{
    /// <summary>Without a size nobody can tell content from commands, so the connection cannot go on.</summary>
    internal static Answer UnreadableChunk { get; } =
        Answer.Closing(
            501, 5, 4, "Syntax: BDAT size [LAST]; closing, since the end of the chunk cannot be known", "a BDAT without a readable size");

    internal static Answer TooManyErrors { get; } =
        Answer.Closing(421, 7, 0, "Too many errors; closing", "the client made too many errors");

    internal static Answer TooMuchJunk { get; } =
        Answer.Closing(
            421, 7, 0, "Too many commands that carry no mail; closing", "the client sent too many commands that carry no mail");

    internal static Answer HugeChunk(SmtpServerLimits limits) =>
        Answer.Closing(552, 3, 4, Commands.MailSyntax.TooBig(limits) + "; closing", "a BDAT far above the size limit");

    /// <summary>No command came.</summary>
    internal static Answer BetweenCommands(WireEvent reason, SessionState state) => reason switch
    {
        WireEvent.Silent => Answer.Closing(
            421, 4, 2, $"Nothing heard for {Words(state.Limits.CommandTimeout)}; closing", "the client fell silent"),
        WireEvent.SessionOver => SessionOver,
        WireEvent.Drain => Answer.Closing(
            421, 3, 2, $"{state.Options.HostName} is shutting down; try again later", "the gateway is stopping"),
        _ => Answer.Ended(state.IsInTransaction ? "the client went away inside a transaction" : "the client went away without QUIT"),
    };

    /// <summary>The content did not come to its end.</summary>
    internal static Answer InContent(WireEvent reason, ContentIntake? intake) => reason switch
    {
        WireEvent.Silent => Answer.Closing(
            421, 4, 2, "Nothing more of the message came in time; closing", "the client fell silent inside the content"),
        WireEvent.SessionOver => SessionOver,
        WireEvent.TooMuch => new Answer(intake?.Refusal ?? SmtpReply.Of(552, 3, 4, "The message is far too large"))
        {
            Close = "the client went on sending far beyond the size limit",
        },
        _ => Answer.Ended("the client went away inside the content"),
    };

    internal static string Words(TimeSpan time) => time.TotalSeconds >= 120
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} seconds");

    private static Answer SessionOver =>
        Answer.Closing(421, 4, 2, "The session has lasted too long; connect again", "the session lasted as long as a session may");
}
