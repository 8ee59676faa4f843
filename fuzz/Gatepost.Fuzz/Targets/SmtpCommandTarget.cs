using System.Text;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Commands;

namespace Gatepost.Fuzz.Targets;

/// <summary>The lines of MAIL and RCPT. What was taken is one line when our client says it to the next hop, and means the same when it is read again.</summary>
internal sealed class SmtpCommandTarget : IFuzzTarget
{
    private static readonly SmtpServerLimits Limits = new();
    private static readonly SmtpCapabilities Everything = new() { Dsn = true, Size = true, EightBitMime = true, SmtpUtf8 = true };

    public string Name => "smtp-commands";

    public string Summary => "lines of MAIL and RCPT with their parameters; accepted ones mean the same when said again";

    public IReadOnlyList<string> Words { get; } =
    [
        "MAIL FROM:", "RCPT TO:", "<", ">", "<>", "<postmaster>", "@", "\"", "\\", "a@b.example", "@x.example,@y.example:", "[192.0.2.1]", "[IPv6:2001:db8::1]", " SIZE=", " BODY=8BITMIME",
        " BODY=7BIT", " SMTPUTF8", " RET=FULL", " RET=HDRS", " ENVID=", " NOTIFY=", "NEVER", "SUCCESS,FAILURE,DELAY", " ORCPT=rfc822;", " ORCPT=utf-8;", "+2B", "+0A", "\u00c3\u00bc", "xn--", "\r\n", "%", "!",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        foreach (var line in Encoding.UTF8.GetString(input).Split("\r\n"))
        {
            // What the reader of command lines lets through.
            if (line.Contains('\ufffd', StringComparison.Ordinal) || line.Any(c => char.IsControl(c) && c != '\t') || line.Length > Limits.CommandLineOctets)
                continue;
            var command = Command.Parse(line);
            if (command.Verb.Equals("MAIL", StringComparison.OrdinalIgnoreCase))
                Mail(command.Argument);
            else if (command.Verb.Equals("RCPT", StringComparison.OrdinalIgnoreCase))
                Recipient(command.Argument);
        }
    }

    private static void Mail(string argument)
    {
        var parsed = MailSyntax.Parse(argument, Limits);
        Expect.That(parsed.Value is null != parsed.Refusal is null, "neither taken nor refused");
        if (parsed.Value is not { } mail)
            return;
        CheckAddress(mail.Sender);
        Expect.That(mail.EnvelopeId is null || Xtext.TryDecode(mail.EnvelopeId, out _), "an ENVID that is no xtext");
        var line = SmtpClientCommands.Mail(mail, Everything, mail.SmtpUtf8);
        CheckLine(line);
        if (IsShort(mail.Sender))
            Expect.Equal(mail.ToString(), MailSyntax.Parse(Command.Parse(line).Argument, Limits).Value?.ToString() ?? "refused: " + line, "MAIL said again");
    }

    private static void Recipient(string argument)
    {
        foreach (var utf8 in (ReadOnlySpan<bool>)[false, true])
        {
            var parsed = RecipientSyntax.Parse(argument, utf8);
            Expect.That(parsed.Value is null != parsed.Refusal is null, "neither taken nor refused");
            if (parsed.Value is not { } recipient)
                continue;
            CheckAddress(recipient.Recipient);
            var line = SmtpClientCommands.Recipient(recipient, Everything, utf8);
            CheckLine(line);
            if (IsShort(recipient.Recipient))
                Expect.Equal(recipient.ToString(), RecipientSyntax.Parse(Command.Parse(line).Argument, utf8).Value?.ToString() ?? "refused: " + line, "RCPT said again");
        }
    }

    private static void CheckAddress(EmailAddress? address) => Expect.That(SmtpClientCommands.IsSafe(address), $"an address that cannot be said: {address}");

    private static void CheckLine(string line) => Expect.That(!line.Any(char.IsControl), $"a control character in what goes to the next hop: {line}");

    /// <summary>The quotes that a local part needs on the wire may make the longest path two octets longer than it came.</summary>
    private static bool IsShort(EmailAddress? address) => address is null || Encoding.UTF8.GetByteCount(address.ToString()) <= SmtpAddressParser.MaxPathOctets - 2;
}
