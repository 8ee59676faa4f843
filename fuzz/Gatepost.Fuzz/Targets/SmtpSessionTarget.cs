using Gatepost.Fuzz.Memory;
using Gatepost.Mail.Smtp.Server;
using Microsoft.Extensions.Logging;

namespace Gatepost.Fuzz.Targets;

/// <summary>
/// All that a client says on one connection. However the network slices it, replies and messages are the same (no smuggling by timing), the session
/// ends, logs no error, and hands no content over in which CR or LF stands alone.
/// </summary>
internal sealed class SmtpSessionTarget : IFuzzTarget
{
    public string Name => "smtp-session";

    public string Summary => "a client's side of an SMTP session; the same outcome in every slicing, canonical content";

    public IReadOnlyList<string> Words { get; } =
    [
        "EHLO a.example\r\n", "HELO a\r\n", "MAIL FROM:<a@b.example>", "RCPT TO:<c@example.org>", "RCPT TO:<no@example.org>", "DATA\r\n", "BDAT 5\r\n", "BDAT 5 LAST\r\n",
        "BDAT 0 LAST\r\n", "BDAT 99999999999999999999\r\n", "RSET\r\n", "NOOP\r\n", "VRFY a\r\n", "HELP\r\n", "STARTTLS\r\n", "AUTH PLAIN\r\n", "XCLIENT ADDR=192.0.2.9 NAME=[UNAVAILABLE]\r\n", "XFORWARD IDENT=x SOURCE=LOCAL\r\n", "QUIT\r\n", "\r\n.\r\n", "\n.\n", "\r\n.\n",
        "\n.\r\n", "\r.\r", "\r\n..\r\n", "\r\n", "\r", "\n", "\0", " SIZE=10", " BODY=8BITMIME", " SMTPUTF8", " RET=FULL", " ENVID=a+2B", " NOTIFY=NEVER", "\u00c3\u00bc", "Received: x\r\n",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        foreach (var bare in (ReadOnlySpan<BareLineEndings>)[BareLineEndings.Reject, BareLineEndings.Normalise])
        {
            var whole = Play(octets, bare, octets.Length);
            Check(whole);
            Expect.Equal(whole.Transcript(), Play(octets, bare, 1).Transcript(), "sent octet by octet the session ends otherwise");
            Expect.Equal(whole.Transcript(), Play(octets, bare, 2 + (octets.Length % 31)).Transcript(), "sent in pieces the session ends otherwise");
        }
    }

    private static SessionPlay Play(byte[] octets, BareLineEndings bare, int piece)
    {
        var play = new SessionPlay(bare);
        play.Send(octets, Math.Max(1, piece));
        return play;
    }

    private static void Check(SessionPlay play)
    {
        Expect.That(play.Handler.Closed == 1, $"the handler was told {play.Handler.Closed} times of the end");
        Expect.That(play.Log.Entries.All(entry => entry.Level < LogLevel.Error), $"logged: {play.Log.Entries.FirstOrDefault().Text}");
        CheckReplies(play.Replies());
        foreach (var (content, facts) in play.Handler.Messages)
        {
            Expect.That(facts.Octets == content.Length && facts.Octets <= SessionPlay.Limits.MessageOctets, $"{content.Length} octets of content, told as {facts.Octets}");
            Expect.That(facts.HasNul == content.Contains((byte)0), "NUL was told wrongly");
            Expect.That(facts.HasEightBit == content.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)127), "8-bit content was told wrongly");
            for (var i = 0; i < content.Length; i++)
            {
                var alone = content[i] == '\r' ? i + 1 == content.Length || content[i + 1] != '\n' : content[i] == '\n' && (i == 0 || content[i - 1] != '\r');
                Expect.That(!alone, $"CR or LF stands alone at octet {i} of the content");
            }
        }
        Expect.That(play.Handler.Writers.Count(writer => !writer.IsDisposed) == play.Handler.Messages.Count, "a writer was neither handed over nor disposed");
    }

    private static void CheckReplies(string replies)
    {
        Expect.That(replies.EndsWith("\r\n", StringComparison.Ordinal), "the last reply does not end");
        foreach (var line in replies[..^2].Split("\r\n"))
        {
            Expect.That(line.Length is > 3 and <= 510 && line[0] is >= '2' and <= '5' && char.IsAsciiDigit(line[1]) && char.IsAsciiDigit(line[2]) && line[3] is ' ' or '-', $"no reply line: {line}");
            Expect.That(!line.Any(char.IsControl), $"a control character in a reply: {line}");
        }
    }
}
