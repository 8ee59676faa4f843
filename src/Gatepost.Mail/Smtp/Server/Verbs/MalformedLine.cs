using System.Globalization;
using Gatepost.Mail.Smtp.Server.Commands;
using Gatepost.Mail.Smtp.Server.Transport;

namespace Gatepost.Mail.Smtp.Server.Verbs;

/// <summary>Answers to lines that are no command of ours.</summary>
internal static class MalformedLine
{
    /// <summary>Characters of a client's line that a log entry keeps.</summary>
    private const int LoggedCharacters = 300;

    internal static Answer Refuse(CommandLine line, SmtpServerLimits limits) => line.Event switch
    {
        _ when LooksBinary(line.Text) => NotSmtp("octets that are no SMTP"),
        LineEvent.TooLong => TooLong(limits),
        LineEvent.Endless => Answer.Closing(421, 5, 2, "The line does not end; closing", "a command line without end"),
        LineEvent.ControlCharacter => Answer.Of(500, 5, 2, "The line holds a control character"),
        LineEvent.NotUtf8 => Answer.Of(500, 5, 2, "The line is neither ASCII nor UTF-8"),
        // What stands behind a lone LF may be another's words: nothing more is read from this client.
        _ => Answer.Closing(
            554, 5, 2, "The line ended with LF alone; lines must end with CR LF (RFC 5321 section 2.3.8); closing",
            "a command line ended with LF alone"),
    };

    internal static Answer Unknown(Command command) => VerbTable.IsOtherProtocol(command.Verb)
        ? NotSmtp("HTTP")
        : Answer.Of(500, 5, 1, "Command not recognised");

    /// <summary>The client's line as a log may hold it: cleaned and cut, and without the password that a client shows us although nobody asked for it.</summary>
    internal static string ForLog(string line) =>
        ReplyText.Clean(WithoutSecret(line.Length > LoggedCharacters ? line[..LoggedCharacters] : line), allowUtf8: true);

    /// <summary>RFC 4954 section 4: what follows the mechanism is the initial response.</summary>
    private static string WithoutSecret(string line)
    {
        if (!line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase))
            return line;
        var words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 2 ? $"{words[0]} {words[1]} (hidden)" : line;
    }

    private static Answer NotSmtp(string what) =>
        Answer.Closing(554, 5, 1, "This is a mail server; it speaks SMTP only", $"the client spoke {what}");

    private static Answer TooLong(SmtpServerLimits limits) =>
        Answer.Of(500, 5, 2, string.Create(CultureInfo.InvariantCulture, $"The line is longer than {limits.CommandLineOctets} octets"));

    /// <summary>A TLS client hello, or any other protocol that begins with a control character.</summary>
    private static bool LooksBinary(string line) => line.Length > 0 && (char.IsControl(line[0]) || line[0] == '\ufffd');
}
