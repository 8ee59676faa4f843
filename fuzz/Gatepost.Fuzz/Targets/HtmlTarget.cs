using Gatepost.Mail.Links;
using Gatepost.Mail.Text;

namespace Gatepost.Fuzz.Targets;

/// <summary>HTML to text and links.</summary>
internal sealed class HtmlTarget : IFuzzTarget
{
    private static readonly TextLimits Limits = new() { Links = 100, LinkCharacters = 300, ShownCharacters = 50 };

    public string Name => "html";

    public string Summary => "HTML to the text that is shown, and its links; bounded by what came";

    public IReadOnlyList<string> Words { get; } =
    [
        "<", ">", "</", "/>", "<!--", "-->", "<!--[if mso]>", "<![endif]-->", "<!DOCTYPE html>", "<![CDATA[", "<?", "<script>", "</script>", "<style>", "</style>", "<title>", "<textarea>", "<p>", "<td>", "<a href=\"", "\"", "'", "=",
        "<img src=", "<img srcset=\"a 1x, b 2x\">", "<base href=\"http://b.example/\">", "<meta http-equiv=refresh content=\"0;url=http://c.example/\">", "<meta charset=utf-8>", "&amp;", "&#x", "&#1114112;", "&nGt;", "&amp", ";",
        "http://a.example/", "//a.example", "\\\\a.example", "mailto:a@b.example", "javascript:", "data:", "\0", "\u00c2\u00a0", "xn--",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var html = Charset.Decode(input, HtmlCharset.Find(input));
        var links = new LinkCollection(Limits);
        var text = HtmlText.Read(html, new HtmlLinks(links, "1", Limits), default);
        Expect.That(text.Shown.Length + text.Hidden.Length <= (2 * html.Length) + 2, $"{html.Length} characters of HTML became {text.Shown.Length} and {text.Hidden.Length} of text");
        LinkChecks.All(links.ToLinks(), Limits);
    }
}
