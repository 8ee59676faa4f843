using MimeKit;

namespace Gatepost.Mail.Mime;

/// <summary>The three fields of an entity that say what it is; the first of each counts, as for most readers.</summary>
internal sealed class EntityFields
{
    private Header? _disposition;
    private bool _hasEncoding;

    /// <summary>How the octets are encoded.</summary>
    public TransferEncoding Encoding { get; private set; }

    public void Note(Header header)
    {
        if (header.Id == HeaderId.ContentDisposition)
        {
            _disposition ??= header;
        }
        else if (header.Id == HeaderId.ContentTransferEncoding && !_hasEncoding)
        {
            _hasEncoding = true;
            Encoding = TransferDecoder.Parse(System.Text.Encoding.Latin1.GetString(header.RawValue));
        }
    }

    public MessagePart ToPart(ContentType type, string path, ReadingLimits limits, List<PartProblem> problems)
    {
        var disposition = ReadDisposition(path, limits, problems);
        var fileName = FileName.Clean(disposition?.FileName, limits.NameCharacters);
        var typeName = FileName.Clean(type.Name, limits.NameCharacters);
        return new MessagePart
        {
            Path = path,
            Parent = EntityPath.ParentOf(path),
            Name = fileName ?? typeName,
            OtherName = fileName is not null && typeName is not null && fileName != typeName ? typeName : null,
            DeclaredType = type.MimeType.ToLowerInvariant(),
            Charset = type.Charset,
            IsAttachment = fileName is not null || typeName is not null || disposition?.IsAttachment == true,
        };
    }

    private ContentDisposition? ReadDisposition(string path, ReadingLimits limits, List<PartProblem> problems)
    {
        if (_disposition is null)
            return null;
        if (_disposition.RawValue.Length > limits.DispositionOctets)
        {
            problems.Add(new PartProblem(path, PartProblemKind.Malformed, "a Content-Disposition field that is too long to be read"));
            return new ContentDisposition(ContentDisposition.Attachment);
        }
        var options = new ParserOptions { CharsetEncoding = System.Text.Encoding.Latin1 };
        return ContentDisposition.TryParse(options, _disposition.RawValue, out var disposition) ? disposition : null;
    }
}
