using MimeKit;

namespace Gatepost.Mail.Mime;

/// <summary>
/// The three fields of an entity that say what it is; the first of each counts, as for most readers. What another reader would take from a second field is reported, or kept as a further name.
/// </summary>
internal sealed class EntityFields
{
    // Two come from programs that add their own to one that is there; each is compared with the first.
    private const int MostFields = 4;

    private readonly List<Header> _dispositions = [];
    private readonly List<Header> _types = [];
    private TransferEncoding? _encoding;
    private string? _conflict;
    private bool _hasNul;

    /// <summary>How the octets are encoded.</summary>
    public TransferEncoding Encoding => _encoding ?? TransferEncoding.None;

    public void Note(Header header)
    {
        _hasNul |= header.RawValue.AsSpan().Contains((byte)0);
        if (header.Id == HeaderId.ContentDisposition)
        {
            Keep(header, _dispositions);
        }
        else if (header.Id == HeaderId.ContentType)
        {
            if (_types.Count > 0 && _types.Count < MostFields && _conflict is null && !TypeFields.Agree(_types[0].RawValue, header.RawValue))
                _conflict = "two Content-Type fields that differ";
            Keep(header, _types);
        }
        else if (header.Id == HeaderId.ContentTransferEncoding)
        {
            var encoding = TransferDecoder.Parse(System.Text.Encoding.Latin1.GetString(header.RawValue));
            if (_encoding is { } first && first != encoding)
                _conflict ??= "two Content-Transfer-Encoding fields that differ";
            _encoding ??= encoding;
        }
    }

    private void Keep(Header header, List<Header> fields)
    {
        if (fields.Count < MostFields)
            fields.Add(header);
        else
            _conflict ??= $"more than {MostFields} {header.Field} fields";
    }

    /// <summary>States what makes two programs read two different contents out of this entity.</summary>
    public void ReportConflict(string path, List<PartProblem> problems)
    {
        if (_types.Count > 0 && TypeFields.HasTwoBoundaries(_types[0].RawValue))
            _conflict ??= "a Content-Type with two boundaries";
        if (_conflict is not null)
            problems.Add(new PartProblem(path, PartProblemKind.Unread, $"{_conflict}: programs differ in which they follow"));
    }

    /// <summary>States a NUL, which is obsolete and never to be made (RFC 5322 section 4.1).</summary>
    public void ReportNul(string path, List<PartProblem> problems)
    {
        if (_hasNul)
            problems.Add(new PartProblem(path, PartProblemKind.Malformed, "a NUL in a header field: to some programs the field ends there"));
    }

    public MessagePart ToPart(ContentType type, string path, ReadingLimits limits, List<PartProblem> problems)
    {
        var disposition = ReadDisposition(path, limits, problems);
        var names = new PartNameList(path, limits, problems);
        names.Add(disposition?.FileName, _dispositions, "filename");
        names.Add(type.Name, _types, "name");
        var isInvalid = _types.Count > 0 && TypeFields.IsInvalid(_types[0].RawValue);
        if (isInvalid && names.First is null)
            problems.Add(new PartProblem(path, PartProblemKind.Malformed, "a Content-Type field that names no type; read as text"));
        return new MessagePart
        {
            Path = path,
            Parent = EntityPath.ParentOf(path),
            Name = names.First,
            OtherNames = names.Others,
            DeclaredType = isInvalid && names.First is null ? "text/plain" : type.MimeType.ToLowerInvariant(),
            Charset = type.Charset,
            IsAttachment = names.First is not null || disposition?.IsAttachment == true,
        };
    }

    private ContentDisposition? ReadDisposition(string path, ReadingLimits limits, List<PartProblem> problems)
    {
        if (_dispositions.Count == 0)
            return null;
        if (_dispositions[0].RawValue.Length > limits.DispositionOctets)
        {
            problems.Add(new PartProblem(path, PartProblemKind.Malformed, "a Content-Disposition field that is too long to be read"));
            return new ContentDisposition(ContentDisposition.Attachment);
        }
        var options = new ParserOptions { CharsetEncoding = System.Text.Encoding.Latin1 };
        return ContentDisposition.TryParse(options, _dispositions[0].RawValue, out var disposition) ? disposition : null;
    }
}
