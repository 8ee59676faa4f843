using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Fuzz.Targets;

/// <summary>Texts and links of a whole message, charsets and all.</summary>
internal sealed class MessageTextTarget : IFuzzTarget
{
    private static readonly TextLimits Limits = new() { PartOctets = 2_048, MessageOctets = 4_096, Links = 50, LinkCharacters = 200, ShownCharacters = 40 };

    public string Name => "message-text";

    public string Summary => "texts and links of a message in any charset; bounded, and each of a part that is there";

    public IReadOnlyList<string> Words { get; } =
    [
        "Content-Type: text/html; charset=", "Content-Type: text/plain; charset=", "utf-8\r\n", "utf-16\r\n", "utf-32\r\n", "utf-7\r\n", "iso-2022-jp\r\n", "gb18030\r\n", "big5\r\n", "koi8-r\r\n", "x-user-defined\r\n", "us-ascii\r\n", "cp65536\r\n",
        "<a href=http://a.example/>", "<base href=http://b.example/>", "<meta charset=utf-16>", "</a>", "http://a.example/", "\u00ff\u00fe", "\u00fe\u00ff", "\u00ef\u00bb\u00bf", "\u001b$B", "\r\n\r\n", "&amp;", "\u0081\u0040",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var parts = MessagePartReader.Read(new MemoryContent(input.ToArray()), MimePartTarget.Limits, default);
        var texts = MessageTextReader.Read(parts, Limits, default);
        var paths = parts.All.Select(part => part.Path).ToHashSet(StringComparer.Ordinal);
        Expect.That(texts.Texts.All(text => paths.Contains(text.Part)) && texts.Links.All(link => paths.Contains(link.Part)), "a text or link of no part");
        Expect.That(texts.Texts.Sum(text => (long)text.Text.Length) <= (3L * Limits.MessageOctets) + (16L * texts.Texts.Length), $"{texts.Texts.Sum(text => text.Text.Length)} characters of text");
        LinkChecks.All(texts.Links, Limits);
    }
}
