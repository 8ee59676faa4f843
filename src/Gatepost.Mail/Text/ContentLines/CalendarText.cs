using System.Collections.Frozen;
using System.Text;
using Gatepost.Mail.Links;

namespace Gatepost.Mail.Text.ContentLines;

/// <summary>What a calendar (RFC 5545, RFC 7986) or a card (RFC 6350, and 2.1) says, and its links: invitations carry them in four places, and mail programs show all.</summary>
internal sealed class CalendarText(LinkCollection links, string part, TextLimits limits, string carrier)
{
    /// <summary>Their values are addresses whatever the parameters say.</summary>
    private static readonly FrozenSet<string> Addresses =
        new[] { "URL", "ATTACH", "SOURCE", "IMAGE", "CONFERENCE", "TZURL", "PHOTO", "LOGO", "SOUND", "KEY", "FBURL", "CALURI", "CALADRURI" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Shown to whoever opens it; of a card the rest is shown as well, of a calendar not.</summary>
    private static readonly FrozenSet<string> Shown = new[]
    {
        "SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "CATEGORIES", "RESOURCES", "STYLED-DESCRIPTION", "X-ALT-DESC", "FN", "N", "NOTE", "ORG", "TITLE", "ROLE", "ADR", "TEL", "EMAIL", "NICKNAME",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly StringBuilder _shown = new();
    private readonly StringBuilder _rest = new();

    /// <summary>The texts: what is shown, and all other values.</summary>
    public (string Shown, string Other) Read(ReadOnlySpan<char> text, CancellationToken cancellationToken)
    {
        var reader = new ContentLineReader(text);
        while (reader.Next() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line.IsBinary)
                continue;
            if (line.Parameter("ALTREP") is { } other)
                links.Add(other, carrier, part, null);
            if (Addresses.Contains(line.Name) || line.Parameter("VALUE") is { } kind && kind.Equals("URI", StringComparison.OrdinalIgnoreCase))
                links.Add(line.Text().Trim(), carrier, part, line.Parameter("LABEL") ?? line.Parameter("FILENAME"));
            else
                ReadText(line, cancellationToken);
        }
        return (_shown.ToString().TrimEnd(), _rest.ToString().TrimEnd());
    }

    private void ReadText(ContentLine line, CancellationToken cancellationToken)
    {
        var value = line.Text();
        if (line.Name is "X-ALT-DESC" or "STYLED-DESCRIPTION" && (line.Parameter("FMTTYPE") ?? "text/html").Equals("text/html", StringComparison.OrdinalIgnoreCase))
        {
            var html = HtmlText.Read(value, new HtmlLinks(links, part, limits, carrier), cancellationToken);
            _rest.Append(html.Hidden).Append('\n');
            value = html.Shown;
        }
        else
        {
            PlainTextLinks.Read(value, links, carrier, part, cancellationToken);
        }
        (Shown.Contains(line.Name) ? _shown : _rest).Append(value).Append('\n');
    }
}
