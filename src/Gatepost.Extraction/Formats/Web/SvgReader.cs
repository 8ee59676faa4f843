using System.Collections.Immutable;
using System.Net;
using System.Text;
using Gatepost.Extraction.Formats.Web.Drawings;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Web;

/// <summary>SVG: its links, its texts, what its scripts carry, and codes that it draws. A browser that opens one as a file runs its scripts.</summary>
internal sealed class SvgReader : IFormatReader
{
    private const int MaxText = 1_048_576;

    public ImmutableArray<string> Types { get; } = ["svg"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var source = PageSource.Read(file, output);
        new EmbeddedBlobs(output, source, new BlobNames(source)).Find(cancellationToken);
        if (!output.WantsText)
            return;
        ReadMarkup(source, output, cancellationToken);
        using var drawing = new VectorDrawing();
        drawing.State(source, output, cancellationToken);
        // A page within it draws as pages do.
        DrawnCodes.State(source, output, cancellationToken);
    }

    private static void ReadMarkup(string source, FormatOutput output, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var scanner = new MarkupScanner(source);
        var (inScript, inStyle) = (false, false);
        while (scanner.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (scanner.Tag.Length > 0)
            {
                (inScript, inStyle) = (scanner.Tag == "script", scanner.Tag == "style");
                StateLinks(ref scanner, output);
                text.Append(text.Length > 0 && text[^1] != '\n' && text.Length < MaxText ? "\n" : "");
            }
            else if (inScript)
                StateScript(scanner.Content, output);
            else if (!inStyle && text.Length < MaxText)
                text.Append(WebUtility.HtmlDecode(scanner.Content.ToString()).Trim());
        }
        var words = text.ToString();
        output.Text(words, TextKind.Visible);
        foreach (var url in UrlsInText.Find(words))
            output.Link(url, "svg");
    }

    private static void StateLinks(ref MarkupScanner scanner, FormatOutput output)
    {
        foreach (var name in (string[])["href", "xlink:href", "src", "action"])
        {
            if (scanner.Attribute(name) is { Length: > 1 } url && url[0] != '#' && !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
                output.Link(url.Trim(), "svg");
        }
    }

    private static void StateScript(ReadOnlySpan<char> script, FormatOutput output)
    {
        if (script.Trim().Length == 0)
            return;
        output.Member(new MemberEntry { Name = "script.js", DeclaredType = "text/javascript", Charset = "utf-8", IsFile = false }, Encoding.UTF8.GetBytes(script.ToString()));
        foreach (var url in UrlsInText.Find(script.ToString()))
            output.Link(url, "svg");
    }
}
