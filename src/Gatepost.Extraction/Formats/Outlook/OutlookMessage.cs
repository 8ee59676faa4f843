using System.Text;
using Gatepost.Extraction.Formats.Office;
using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Extraction.Formats.Outlook;

/// <summary>A message of Outlook ([MS-OXMSG]): properties as streams whose names hold number and type, attachments as storages. Bodies in HTML and RTF are members, as attachments are.</summary>
internal sealed class OutlookMessage
{
    // A body of mail; the budget of texts is the same.
    private const int BodyOctets = 8_388_608;
    private const int ShortOctets = 65_536;

    private readonly CompoundFile _file;
    private readonly FormatOutput _output;
    private readonly int _codePage;
    private readonly int _htmlCodePage;

    private OutlookMessage(CompoundFile file, CompoundEntry root, FormatOutput output)
    {
        (_file, _output) = (file, output);
        (_codePage, _htmlCodePage) = CodePages(root);
    }

    public static void Read(CompoundFile file, CompoundEntry root, FormatOutput output, CancellationToken cancellationToken) => new OutlookMessage(file, root, output).Read(root, cancellationToken);

    private void Read(CompoundEntry root, CancellationToken cancellationToken)
    {
        foreach (var property in (ReadOnlySpan<int>)[MapiProperty.SenderName, MapiProperty.SenderAddress, MapiProperty.DisplayTo, MapiProperty.Headers])
            _output.Text(String(root, property, BodyOctets) ?? "", TextKind.Property);
        _output.Text(String(root, MapiProperty.Subject, ShortOctets) ?? "");
        _output.Text(String(root, MapiProperty.Body, BodyOctets) ?? "");
        ReadHtml(root);
        ReadRtf(root);
        foreach (var entry in _file.ChildrenOf(root).Where(entry => entry.IsStorage && entry.Name.StartsWith("__attach_version1.0_", StringComparison.OrdinalIgnoreCase)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_output.IsOver)
                return;
            ReadAttachment(entry);
        }
    }

    private void ReadHtml(CompoundEntry root)
    {
        var wide = Find(root, MapiProperty.Html, MapiProperty.WideString);
        var html = wide ?? Find(root, MapiProperty.Html, MapiProperty.Binary) ?? Find(root, MapiProperty.Html, MapiProperty.NarrowString);
        if (html is null || html.Size == 0)
            return;
        using var octets = _file.OpenStream(html);
        var charset = wide is not null ? "utf-16" : _htmlCodePage == 65001 ? "utf-8" : _htmlCodePage > 0 ? $"windows-{_htmlCodePage}" : null;
        _output.Member(new MemberEntry { DeclaredType = "text/html", Charset = charset, IsFile = false }, octets);
    }

    private void ReadRtf(CompoundEntry root)
    {
        if (Find(root, MapiProperty.CompressedRtf, MapiProperty.Binary) is not { Size: > 0 } entry)
            return;
        using var packed = _file.OpenStream(entry);
        using var rtf = CompressedRtf.Open(packed);
        if (rtf is null)
            _output.Problem(PartProblemKind.Unread, "the body in RTF has an unknown compression");
        else
            _output.Member(new MemberEntry { DeclaredType = "application/rtf", IsFile = false }, rtf);
    }

    private void ReadAttachment(CompoundEntry storage)
    {
        var longName = String(storage, MapiProperty.LongName, ShortOctets);
        var shortName = String(storage, MapiProperty.ShortName, ShortOctets);
        var shown = String(storage, MapiProperty.DisplayName, ShortOctets);
        var entry = new MemberEntry
        {
            Name = longName ?? shortName ?? shown,
            OtherNames = [.. new[] { shortName, shown }.OfType<string>()],
            DeclaredType = String(storage, MapiProperty.MediaType, ShortOctets),
        };
        if (Find(storage, MapiProperty.AttachmentOctets, MapiProperty.Binary) is { } octets)
        {
            using var content = _file.OpenStream(octets);
            _output.Member(entry, content);
        }
        else if (_file.Find(storage, Name(MapiProperty.AttachmentOctets, MapiProperty.Object)) is { IsStorage: true } inner)
        {
            using var content = CompoundCopy.Of(_file, inner);
            _output.Member(entry, content);
        }
        else
        {
            // By reference: the file lies somewhere else.
            _output.Unread(entry, PartProblemKind.Unread, "an attachment that the message does not hold");
        }
    }

    private string? String(CompoundEntry storage, int property, int maxOctets)
    {
        if (Find(storage, property, MapiProperty.WideString) is { } wide)
        {
            using var octets = _file.OpenStream(wide);
            return Kept(Encoding.Unicode.GetString(octets.ReadUpTo(maxOctets)));
        }
        if (Find(storage, property, MapiProperty.NarrowString) is { } narrow)
        {
            using var octets = _file.OpenStream(narrow);
            return Kept(Charset.Decode(octets.ReadUpTo(maxOctets), _codePage > 0 ? $"cp{_codePage}" : null));
        }
        return null;
    }

    private static string? Kept(string text) => text.TrimEnd('\0') is { Length: > 0 } kept ? kept : null;

    private CompoundEntry? Find(CompoundEntry storage, int property, int type) => _file.FindStream(storage, Name(property, type));

    private static string Name(int property, int type) => $"__substg1.0_{property:X4}{type:X4}";

    /// <summary>Numbers lie in one stream, 16 octets each, behind a head of 32 octets, or 24 in a message within another (2.4).</summary>
    private (int Text, int Html) CodePages(CompoundEntry root)
    {
        if (_file.FindStream(root, "__properties_version1.0") is not { } entry)
            return (0, 0);
        using var stream = _file.OpenStream(entry);
        ReadOnlySpan<byte> properties = stream.ReadUpTo(ShortOctets);
        var (text, html) = (0, 0);
        for (var at = properties.Length % 16 == 0 ? 32 : 24; at + 16 <= properties.Length; at += 16)
        {
            int number = properties.UInt16At(at + 2);
            if (number == MapiProperty.CodePage)
                text = properties.UInt16At(at + 8);
            else if (number == MapiProperty.InternetCodePage)
                html = properties.UInt16At(at + 8);
        }
        return (text, html);
    }
}
