using System.Collections.Immutable;
using System.Text;
using Gatepost.Fuzz.Memory;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Mail.Mime;

namespace Gatepost.Fuzz.Targets;

/// <summary>
/// Edits of copies (promise 2): without one the octets are the same; with one, those that it does not name; and a part that was taken out is not in
/// what goes out.
/// </summary>
internal sealed class MessageEditTarget : IFuzzTarget
{
    private const string Trace = "Received: from a.example\r\n\tby mx.example.org\r\n";
    private const string Notice = "An attachment was removed.";

    /// <summary>Parts of one message that are taken out one after the other: more tell nothing new.</summary>
    private const int MostParts = 6;

    public string Name => "message-edits";

    public string Summary => "edits of a copy; untouched octets stay, a stripped part is gone, streams agree";

    public IReadOnlyList<string> Words { get; } =
    [
        "Subject: ", "subject:", "Subject:=?utf-8?Q?a?=\r\n", "[EXTERNAL] ", "Re: ", "X-Remove: a\r\n", "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: message/rfc822\r\n", "Content-Disposition: attachment; filename=a.exe\r\n",
        "Content-Transfer-Encoding: base64\r\n", "--b\r\n", "\r\n--b\r\n", "--b--\r\n", "\r\n\r\n", "\r\n", "\n", "\r", "\r\n ", ":", "\0", "AAAA", "Content-Type: application/zip; name=a.zip\r\n",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        var content = new MemoryContent(octets);
        Expect.Equal([.. Encoding.ASCII.GetBytes(Trace), .. octets], Apply(content), "without edits");
        Expect.Equal(octets, Read(MessageEditor.Open(new StreamedContent(octets), "", [])), "without edits and trace, from a stream");
        Expect.Equal([.. Encoding.ASCII.GetBytes(Trace + "X-Added: a\r\n"), .. octets], Apply(content, new AddHeaderEdit("X-Added", "a")), "with a field added");
        Tag(octets, content);
        Remove(octets, content);
        Strip(octets, content);
    }

    private static void Tag(byte[] octets, MemoryContent content)
    {
        var tag = new TagSubjectEdit("[EXTERNAL]");
        var tagged = Apply(content, "", tag);
        var header = HeaderScanner.Scan(content).Length;
        Expect.That(tagged.AsSpan().EndsWith(octets.AsSpan(header)), "the tag changed the body");
        Expect.That(HeaderScanner.Scan(tagged.AsMemory()).Find("Subject") is not null, "a tagged message has no subject");
        Expect.Equal(tagged, Apply(new MemoryContent(tagged), "", tag), "a tag is put twice");
    }

    private static void Remove(byte[] octets, MemoryContent content)
    {
        var left = Apply(content, "", new RemoveHeaderEdit("X-Remove"));
        var headers = HeaderScanner.Scan(content);
        var removed = headers.Fields.Where(field => field.Name.Equals("X-Remove", StringComparison.OrdinalIgnoreCase)).ToArray();
        Expect.That(left.Length == octets.Length - removed.Sum(field => field.Length), $"{octets.Length} octets became {left.Length}");
        Expect.That(headers.IsTruncated || HeaderScanner.Scan(left.AsMemory()).Find("X-Remove") is null, "a removed field is still there");
    }

    private static void Strip(byte[] octets, MemoryContent content)
    {
        var limits = new ReadingLimits();
        var parts = MessagePartReader.Read(content, limits, default);
        var ranges = PartLocator.Locate(content, limits, default);
        foreach (var part in parts.All.Where(part => !part.IsMember).Take(MostParts))
        {
            var stripped = Apply(content, "", new StripPartsEdit([part.Path], Notice));
            if (ranges.TryGetValue(part.Path, out var range))
                Expect.That(stripped.AsSpan().EndsWith(octets.AsSpan((int)range.End)) || range.Begin <= HeaderScanner.Scan(content).Length, $"taking out {part.Path} changed what is behind it");
            var notice = stripped.AsSpan().IndexOf("Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\nContent-Disposition: inline\r\n"u8);
            Expect.That(notice == 0 || (notice > 0 && stripped[notice - 1] == '\n'), $"the notice's fields do not begin a line: {Encoding.Latin1.GetString(stripped)}");
            // Where the same octets stand in several parts the others stay, and an empty part is nobody's danger.
            if (part.Size is not > 0 || parts.All.Count(other => other.Sha256 == part.Sha256) > 1)
                continue;
            var left = MessagePartReader.Read(new MemoryContent(stripped), limits, default);
            Expect.That(left.All.All(other => other.Sha256 != part.Sha256), $"part {part.Path} was taken out, and is there: {Encoding.Latin1.GetString(stripped)}");
        }
    }

    private static byte[] Apply(MemoryContent content, params ImmutableArray<MessageEdit> edits) => Apply(content, Trace, edits);

    private static byte[] Apply(MemoryContent content, string trace, params ImmutableArray<MessageEdit> edits)
    {
        var edited = Read(MessageEditor.Open(content, trace, edits));
        content.TryGetMemory(out var octets);
        if (HasWholeLineEnds(octets.Span))
            Expect.Equal(edited, Read(MessageEditor.Open(new StreamedContent(octets.ToArray()), trace, edits)), "edited from a stream");
        return edited;
    }

    /// <summary>No CR or LF stands alone, as in all that a session takes. With such ones the MIME reader cuts otherwise, block by block, by one line end.</summary>
    private static bool HasWholeLineEnds(ReadOnlySpan<byte> octets) =>
        octets.Count((byte)'\r') == octets.Count("\r\n"u8) && octets.Count((byte)'\n') == octets.Count("\r\n"u8);

    /// <summary>Reads through, and again from the middle: connections retry.</summary>
    private static byte[] Read(EditedMessage message)
    {
        using var stream = message.OpenRead();
        var octets = new byte[message.Length];
        stream.ReadExactly(octets);
        Expect.That(stream.ReadByte() < 0, "the stream is longer than it says");
        stream.Position = octets.Length / 2;
        var rest = new byte[octets.Length - (octets.Length / 2)];
        stream.ReadExactly(rest);
        Expect.Equal(octets.AsSpan(octets.Length / 2), rest, "read again from the middle");
        return octets;
    }
}
