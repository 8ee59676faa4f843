using System.Collections.Immutable;
using Gatepost.Mail.Links;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text.ContentLines;
using Gatepost.Mail.Text.Languages;

namespace Gatepost.Mail.Text;

/// <summary>Reads the octets of one part as its form says: the texts, each with its language, and on the way the links.</summary>
internal sealed class PartTextReader(LinkCollection links, TextLimits limits, ImmutableArray<PartText>.Builder texts)
{
    public void Read(ReadOnlySpan<byte> octets, MessagePart part, TextForm form, CancellationToken cancellationToken)
    {
        var charset = part.Charset ?? (form is TextForm.Html or TextForm.Svg ? HtmlCharset.Find(octets) : null);
        var text = Charset.Decode(octets, charset).TrimStart('\ufeff');
        switch (form)
        {
            case TextForm.Html or TextForm.Svg:
                var html = HtmlText.Read(text, new HtmlLinks(links, part.Path, limits, form == TextForm.Svg ? "svg" : "html"), cancellationToken);
                Add(part, html.Shown, TextKind.Visible);
                AddOther(part, html.Hidden, TextKind.Hidden);
                break;
            case TextForm.Calendar or TextForm.Card:
                var card = new CalendarText(links, part.Path, limits, form == TextForm.Calendar ? "ics" : "vcard").Read(text, cancellationToken);
                Add(part, card.Shown, TextKind.Visible);
                AddOther(part, card.Other, TextKind.Property);
                break;
            default:
                PlainTextLinks.Read(text, links, part.Path, cancellationToken);
                Add(part, text, TextKind.Visible);
                break;
        }
    }

    public void Add(MessagePart part, string text, TextKind kind) => texts.Add(new PartText(part.Path, text, kind) { Language = LanguageDetector.Detect(text) });

    private void AddOther(MessagePart part, string text, TextKind kind)
    {
        if (text.Length > 0)
            Add(part, text, kind);
    }
}
