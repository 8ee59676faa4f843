using Gatepost.Commands.Check;
using Gatepost.Fuzz.Memory;

namespace Gatepost.Fuzz.Targets;

/// <summary>Files that <c>gatepost check</c> reads: one message or an mbox of many, always with CRLF lines.</summary>
internal sealed class MboxTarget : IFuzzTarget
{
    private static readonly CheckLimits Limits = new() { MessageOctets = 2_048 };

    public string Name => "mbox";

    public string Summary => "message and mbox files of gatepost check; CRLF lines, bounded, the same in pieces";

    public IReadOnlyList<string> Words { get; } = ["From a@b.example Fri Jan  2 03:04:05 2026\n", "\n\nFrom ", "\r\n\r\nFrom ", ">From ", ">>From ", "\n", "\r\n", "\r", "Subject: a\n"];

    public void Run(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        foreach (var path in (ReadOnlySpan<string>)["a.eml", "a.mbox"])
        {
            var messages = new MboxReader(path, new MemoryStream(octets), Limits).Read().ToList();
            Expect.That(messages.Count > 0, "no message at all");
            foreach (var message in messages)
                Check(message);
            var pieces = new MboxReader(path, new PiecewiseStream(octets), Limits).Read().ToList();
            Expect.Equal(Show(messages), Show(pieces), "read in pieces the messages are others");
        }
    }

    private static void Check(MailSource message)
    {
        Expect.That(message.Octets is null == message.Error is not null, "neither a message nor an error");
        var octets = message.Octets ?? [];
        for (var at = 0; at < octets.Length; at++)
            Expect.That(octets[at] != '\n' || (at > 0 && octets[at - 1] == '\r'), $"a line that does not end in CRLF, at {at}");
        Expect.That(octets.Length <= Limits.MessageOctets * 2, $"a message of {octets.Length} octets");
    }

    private static string Show(IEnumerable<MailSource> messages) =>
        string.Join('\n', messages.Select(message => $"{message.Path} {message.Error} {Convert.ToHexString(message.Octets ?? [])}"));
}
