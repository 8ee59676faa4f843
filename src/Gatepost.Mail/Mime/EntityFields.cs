using MimeKit;

namespace Gatepost.Mail.Mime;

/// <summary>The three fields of an entity that say what it is; the first of each counts, as for most readers.</summary>
internal sealed class EntityFields
{
    private Header? _disposition;
    private Header? _type;
    private bool _hasEncoding;

    /// <summary>How the octets are encoded.</summary>
    public TransferEncoding Encoding { get; private set; }

    public void Note(Header header)
    {
        if (header.Id == HeaderId.ContentDisposition)
        {
            _disposition ??= header;
        }
        else if (header.Id == HeaderId.ContentType)
        {
            _type ??= header;
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
        var fileName = FileName.Clean(disposition?.FileName ?? FindName(_disposition, "filename", path, limits, problems), limits.NameCharacters);
        var typeName = FileName.Clean(type.Name ?? FindName(_type, "name", path, limits, problems), limits.NameCharacters);
        return new MessagePart
        {
            Path = path,
            Parent = EntityPath.ParentOf(path),
            Name = fileName ?? typeName,
            OtherNames = fileName is not null && typeName is not null && fileName != typeName ? [typeName] : [],
            DeclaredType = type.MimeType.ToLowerInvariant(),
            Charset = type.Charset,
            IsAttachment = fileName is not null || typeName is not null || disposition?.IsAttachment == true,
        };
    }

    /// <summary>One stray parameter makes the parser drop all of them, as no mail program does.</summary>
    private static string? FindName(Header? field, string parameter, string path, ReadingLimits limits, List<PartProblem> problems)
    {
        if (field is null)
            return null;
        var octets = field.RawValue.AsSpan(0, Math.Min(field.RawValue.Length, limits.DispositionOctets));
        if (LenientParameters.Find(octets, parameter) is not { } name)
            return null;
        problems.Add(new PartProblem(path, PartProblemKind.Malformed, $"a {field.Field} field whose parameters break the grammar, but name a file"));
        return name;
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
