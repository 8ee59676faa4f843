using System.Text;
using Gatepost.Extraction.Formats.Office;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Rtf;

/// <summary>Takes the text of RTF: to the reader, to nobody, to a field, or to the HTML that it was made from.</summary>
internal sealed class RtfSink
{
    // Characters of several octets stand together; what follows is cut where it does not matter.
    private const int PendingOctets = 4_096;

    // The body of a message; it is held some times over while it becomes a member.
    private const int HtmlCharacters = 2_097_152;

    private readonly FormatOutput _output;
    private readonly TextCollector _text;
    private readonly TextCollector _hidden;
    private readonly byte[] _pending = new byte[PendingOctets];
    private int _pendingCount;
    private StringBuilder? _html;

    public RtfSink(FormatOutput output)
    {
        _output = output;
        _text = new TextCollector(output);
        _hidden = new TextCollector(output, TextKind.Hidden);
        Fields = new FieldText(output, _text, "rtf");
    }

    public FieldText Fields { get; }

    /// <summary>The document was made from HTML, which is put together again.</summary>
    public void KeepHtml() => _html ??= new StringBuilder();

    /// <summary>An octet, in the encoding that is in force.</summary>
    public void Append(byte octet, RtfGroup group, RtfFonts fonts)
    {
        if (group.Destination is RtfDestination.Skipped or RtfDestination.Fonts)
            return;
        if (_pendingCount == _pending.Length)
            Settle(group, fonts);
        _pending[_pendingCount++] = octet;
    }

    /// <summary>A character.</summary>
    public void Append(char character, RtfGroup group)
    {
        if (group.Destination is RtfDestination.Skipped or RtfDestination.Fonts)
            return;
        if (_html is { Length: < HtmlCharacters } && !group.IsBesideHtml && group.Destination is (RtfDestination.Body or RtfDestination.Html))
            _html.Append(character);
        if (group.Destination == RtfDestination.Html)
            return;
        if (group.IsHidden && group.Destination == RtfDestination.Body)
            _hidden.Append(character);
        else
            Fields.Append(character);
    }

    /// <summary>Decodes what stands together.</summary>
    public void Settle(RtfGroup group, RtfFonts fonts)
    {
        if (_pendingCount == 0)
            return;
        var characters = fonts.Of(group.Encoding).GetString(_pending, 0, _pendingCount);
        _pendingCount = 0;
        foreach (var character in characters)
            Append(character, group);
    }

    /// <summary>The document ends.</summary>
    public void Finish(RtfGroup group)
    {
        Settle(group, new RtfFonts());
        Fields.Finish();
        _hidden.Flush();
        if (_html is { Length: > 0 } html)
            _output.Member(new MemberEntry { DeclaredType = "text/html", Charset = "utf-8", IsFile = false }, Encoding.UTF8.GetBytes(html.ToString()));
    }
}
