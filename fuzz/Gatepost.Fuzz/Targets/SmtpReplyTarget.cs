using System.Buffers;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Fuzz.Targets;

/// <summary>What a next hop says, which may be hostile: it cannot make us take one reply for two by slicing, nor write control characters to the log.</summary>
internal sealed class SmtpReplyTarget : IFuzzTarget
{
    private static readonly SmtpClientLimits Limits = new() { ReplyLineOctets = 128, ReplyLines = 10, ReplyOctets = 512 };

    public string Name => "smtp-replies";

    public string Summary => "replies of a next hop and its EHLO capabilities; the same replies in every slicing, clean words";

    public IReadOnlyList<string> Words { get; } =
    [
        "220 ", "250-", "250 ", "354 ", "421 ", "451 ", "550 ", "599 ", "600 ", "199 ", "\r\n", "\n", "\r", "5.7.1 ", "2.0.0 ", "4.999.999 ", "5.1000.1 ", "SIZE 100\r\n", "SIZE 99999999999999999999\r\n", "STARTTLS\r\n",
        "DSN\r\n", "PIPELINING\r\n", "8BITMIME\r\n", "SMTPUTF8\r\n", "\0", "\u001b[2J", "\u00e2\u0080\u00a8", "\u00ff",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        var whole = Read(octets, octets.Length);
        Expect.Equal(string.Join('\n', whole), string.Join('\n', Read(octets, 1)), "read octet by octet the replies are others");
        Expect.Equal(string.Join('\n', whole), string.Join('\n', Read(octets, 7)), "read in pieces the replies are others");
    }

    private static List<string> Read(byte[] octets, int piece)
    {
        var parser = new SmtpReplyParser(Limits);
        var replies = new List<string>();
        var start = 0L;
        for (var end = Math.Min(piece, octets.Length); ; end = Math.Min(end + Math.Max(1, piece), octets.Length))
        {
            var buffer = Segments.Of(octets.AsMemory((int)start, end - (int)start), 5);
            while (parser.TryRead(ref buffer) is { } read)
            {
                replies.Add(read.Reply is { } reply ? Check(reply) : "broken");
                if (read.Reply is null)
                    return replies;
            }
            start = end - buffer.Length;
            if (end == octets.Length)
                return replies;
        }
    }

    private static string Check(SmtpReply reply)
    {
        Expect.That(reply.Code is >= 200 and <= 599, $"code {reply.Code}");
        Expect.That(reply.Status is not { } status || (status.Class == reply.Code / 100 && status.Subject <= 999 && status.Detail <= 999), $"status {reply.Status} with code {reply.Code}");
        Expect.That(reply.Text.Length <= Limits.ReplyOctets && !reply.Text.Any(c => c != '\n' && char.IsControl(c)), "a reply that is too long or holds control characters");
        Expect.That(!reply.ToString().Contains('\n', StringComparison.Ordinal), "a reply on more than one line");
        var offered = SmtpCapabilities.Parse(reply);
        Expect.That(offered.MaxSize is null or > 0 && (offered.Size || offered.MaxSize is null), $"a size of {offered.MaxSize}");
        return $"{reply} {offered}";
    }
}
