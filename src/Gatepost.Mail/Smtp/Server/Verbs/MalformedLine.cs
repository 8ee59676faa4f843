using System.Globalization;
using Gatepost.Mail.Smtp.Server.Commands;
using Gatepost.Mail.Smtp.Server.Transport;

namespace Gatepost.Mail.Smtp.Server.Verbs;

/// <summary>Answers to lines that are no command of ours.</summary>
internal static class MalformedLine
{
    /// <summary>Characters of a client's line that a log entry keeps.</summary>
    private const int LoggedCharacters = 300;

    /// <summary>RFC 4422 section 3.1: mechanism names have 20 characters at most.</summary>
    private const int MaxMechanism = 20;

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

    /// <summary>The client's line as a log may hold it: cleaned and cut, and without the password of AUTH.</summary>
    internal static string ForLog(string line)
    {
        var told = WithoutSecret(line);
        return ReplyText.Clean(told.Length > LoggedCharacters ? told[..LoggedCharacters] : told, allowUtf8: true);
    }

    /// <summary>The verb and the mechanism, also where AUTH is written badly or not offered.</summary>
    private static string WithoutSecret(string line)
    {
        var text = line.TrimStart();
        if (!text.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase) || text.Length == 4 || char.IsAsciiLetter(text[4]))
            return line;
        var words = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var mechanism = words.Length > 1 && words[1].Length <= MaxMechanism ? " " + words[1] : "";
        return words.Length > 2 || mechanism.Length == 0 ? $"AUTH{mechanism} (hidden)" : $"AUTH{mechanism}";
    }

    private static Answer NotSmtp(string what) =>
        Answer.Closing(554, 5, 1, "This is a mail server; it speaks SMTP only", $"the client spoke {what}");

    private static Answer TooLong(SmtpServerLimits limits) =>
        Answer.Of(500, 5, 2, string.Create(CultureInfo.InvariantCulture, $"The line is longer than {limits.CommandLineOctets} octets"));

    /// <summary>A TLS client hello, or any other protocol that begins with a control character.</summary>
    private static bool LooksBinary(string line) => line.Length > 0 && (char.IsControl(line[0]) || line[0] == '\ufffd');
}
