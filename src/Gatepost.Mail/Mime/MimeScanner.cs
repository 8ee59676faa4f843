using System.Text;
using Gatepost.Mail.Text;
using MimeKit;

namespace Gatepost.Mail.Mime;

/// <summary>One entity: the part, and where its octets are, if it has any of its own.</summary>
internal readonly record struct ScannedPart(MessagePart Part, MimeOctets? Source);

/// <summary>
/// Walks the MIME structure as a stream of events and keeps one flat record per entity. The tree that a parser would build costs a kilobyte a part: 100,000 of them are an attack.
/// </summary>
internal sealed class MimeScanner : MimeReader, IDisposable
{
    private readonly MessageContent _content;
    private readonly ReadingLimits _limits;
    private readonly GuardedStream _stream;
    private readonly EntityPath _path = new();
    private readonly OctetMeter _meter = new();
    private readonly BoundaryWatch _watch = new();
    private EntityFields _fields = new();
    private MessagePart? _open;
    private ContentMeter? _body;
    private ScannedPart _scanned;
    private int _depth;
    private bool _isFirstField;

    private MimeScanner(MessageContent content, ReadingLimits limits, GuardedStream stream)
        : base(new ParserOptions { MaxMimeDepth = limits.MimeDepth, CharsetEncoding = Encoding.Latin1 }, stream, MimeFormat.Entity)
    {
        _content = content;
        _limits = limits;
        _stream = stream;
    }

    public List<ScannedPart> Parts { get; } = [];

    public List<PartProblem> Problems { get; } = [];

    /// <summary>Where the entities lie, by path, where somebody wants to know.</summary>
    private Dictionary<string, PartRange>? Ranges { get; init; }

    public static (List<ScannedPart> Parts, List<PartProblem> Problems) Scan(
        MessageContent content, ReadingLimits limits, CancellationToken cancellationToken, Dictionary<string, PartRange>? ranges = null)
    {
        var masked = HeaderScanner.Scan(content).Fields.Where(field => field.Length > limits.MessageFieldOctets).ToList();
        var mark = ByteOrderMark.Find(content);
        using var stream = new GuardedStream(content.OpenRead(), masked, limits.EntityFieldOctets) { MaskedStart = mark is null ? 0 : ByteOrderMark.Length };
        using var scanner = new MimeScanner(content, limits, stream) { Ranges = ranges };
        if (mark is not null)
            scanner.Problems.Add(mark);
        try
        {
            if (content.Length > 0)
                scanner.ReadMessage(cancellationToken);
        }
        catch (FormatException error)
        {
            scanner.Problems.Add(new PartProblem("", PartProblemKind.Unread, $"the MIME structure cannot be read: {error.Message}"));
        }
        scanner.ReportGuard(masked);
        return (scanner.Parts, scanner.Problems);
    }

    public void Dispose() => _meter.Dispose();

    protected override void OnHeadersBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        _fields = new EntityFields();
        _isFirstField = true;
        _stream.IsInHeader = true;
        _stream.FieldEnds();
    }

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        // Some programs show such lines, some hide them with the rest of what they take for a header.
        if (_isFirstField && _depth > 0 && header.RawValue.Length == 0 && !header.Field.TrimStart('>').StartsWith("From ", StringComparison.Ordinal))
            Problems.Add(new PartProblem(_path.Current, PartProblemKind.Unread, "an attached message or a part that begins with a line that is no header field"));
        _isFirstField = false;
        _fields.Note(header);
        _stream.FieldEnds();
    }

    protected override void OnHeadersEnd(long beginOffset, int beginLineNumber, long endOffset, int endLineNumber, CancellationToken cancellationToken) =>
        _stream.IsInHeader = false;

    protected override void OnMimeMessageBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => _path.EnterMessage();

    protected override void OnMimeMessageEnd(
        long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken) => _path.Leave();

    protected override void OnMultipartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        AddNode(contentType, _path.Enter(isMultipart: true));

    protected override void OnMultipartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken)
    {
        Locate(beginOffset, headersEndOffset, endOffset);
        if (_watch.Leave() && !string.IsNullOrEmpty(contentType.Boundary))
            Problems.Add(new PartProblem(_path.Current, PartProblemKind.Unread, $"{contentType.MimeType} whose boundary does not appear: what stands in it was not read"));
        Leave();
    }

    protected override void OnMultipartPreambleBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => _watch.ContentBegins(isEpilogue: false);

    protected override void OnMultipartPreambleRead(byte[] buffer, int startIndex, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _watch.AppendBetween(buffer.AsSpan(startIndex, count));
    }

    protected override void OnMultipartEpilogueBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => _watch.ContentBegins(isEpilogue: true);

    protected override void OnMultipartEpilogueRead(byte[] buffer, int startIndex, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _watch.AppendBetween(buffer.AsSpan(startIndex, count));
    }

    protected override void OnMessagePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        AddNode(contentType, _path.Enter(isMultipart: false));

    protected override void OnMessagePartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken)
    {
        Locate(beginOffset, headersEndOffset, endOffset);
        Leave();
    }

    protected override void OnMimePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        _open = _fields.ToPart(contentType, _path.Enter(isMultipart: false)!, _limits, Problems);
        ReportUnread(contentType, _open.Path);
        _fields.ReportNul(_open.Path, Problems);
        _watch.PartBegins();
        _watch.ContentBegins(isEpilogue: false);
        _body = new ContentMeter(_meter, TransferDecoder.For(_fields.Encoding));
        // What is declared as nothing in particular may turn out to be a page.
        if (TextForms.Of(_open) != TextForm.None || _open.DeclaredType is null or "application/octet-stream")
            _meter.BeginText();
        _scanned = new ScannedPart(_open, null);
    }

    protected override void OnMimePartContentRead(byte[] buffer, int startIndex, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _body!.Append(buffer.AsSpan(startIndex, count));
        _watch.Append(buffer.AsSpan(startIndex, count));
    }

    protected override void OnMimePartContentEnd(
        long beginOffset, int beginLineNumber, long endOffset, int lines, NewLineFormat? newLineFormat, CancellationToken cancellationToken)
    {
        _watch.ContentEnds();
        var source = new MimeOctets(_content, beginOffset, endOffset, _fields.Encoding);
        var hash = _body!.Finish(endOffset - beginOffset, out var size, out var type);
        _scanned = new ScannedPart(_open! with { Size = size, Sha256 = hash, TrueType = type.Name, HoldsFiles = _meter.HoldsFiles }, source);
    }

    protected override void OnMimePartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken)
    {
        Add(_scanned);
        Locate(beginOffset, headersEndOffset, endOffset);
        _path.Leave();
    }

    /// <summary>
    /// An attached message ends after its root multipart, which has the same path: the message stands. The reader takes the line end in front of a boundary off the end, also
    /// where it belongs to the boundary before, and the entity between the two has nothing at all.
    /// </summary>
    private void Locate(long begin, long headersEnd, long end)
    {
        if (Ranges is null || _path.Current.Length == 0)
            return;
        end = Math.Max(begin, end);
        Ranges[_path.Current] = new PartRange(begin, Math.Clamp(headersEnd, begin, end), end);
    }

    private void ReportGuard(List<HeaderField> masked)
    {
        foreach (var field in masked.Where(field => field.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)))
            Problems.Add(new PartProblem("", PartProblemKind.LimitReached, $"a {field.Name} field of {field.Length} octets, which was not read"));
        if (_watch.HasFound)
            Problems.Add(new PartProblem("", PartProblemKind.Unread, "a line that begins with a boundary and goes on: some programs see a part begin there, which was not read"));
        if (_stream.IsFieldTooLong)
            Problems.Add(new PartProblem("", PartProblemKind.LimitReached, $"a header field of more than {_limits.EntityFieldOctets} octets inside the message; nothing after it was read"));
    }

    private void AddNode(ContentType contentType, string? path)
    {
        _depth++;
        _fields.ReportConflict(path ?? _path.Current, Problems);
        _fields.ReportNul(path ?? _path.Current, Problems);
        // The reader takes all of it for a preamble, which nobody inspects.
        if (contentType.IsMimeType("multipart", "*"))
            _watch.Enter(contentType.Boundary);
        else
            _watch.PartBegins();
        if (contentType.IsMimeType("multipart", "*") && string.IsNullOrEmpty(contentType.Boundary))
            Problems.Add(new PartProblem(path ?? "", PartProblemKind.Unread, $"{contentType.MimeType} without a boundary"));
        if (path is not null)
            Add(new ScannedPart(_fields.ToPart(contentType, path, _limits, Problems) with { IsMultipart = true }, null));
    }

    private void Leave()
    {
        _depth--;
        _path.Leave();
    }

    private void Add(ScannedPart part)
    {
        // One more than the limit is kept, so that the collection sees that there were too many.
        if (Parts.Count > _limits.Parts)
            _stream.Stop();
        else
            Parts.Add(part);
    }

    /// <summary>A multipart or message that the reader hands over as plain octets was too deep, or is encoded, or has no boundary: its parts were not seen.</summary>
    private void ReportUnread(ContentType contentType, string path)
    {
        _fields.ReportConflict(path, Problems);
        if (contentType.IsMimeType("message", "partial"))
            Problems.Add(new PartProblem(path, PartProblemKind.Unread, "a piece of a message that the recipient's program puts together with others (message/partial)"));
        if (!contentType.IsMimeType("multipart", "*") && !contentType.IsMimeType("message", "rfc822") && !contentType.IsMimeType("message", "global"))
            return;
        Problems.Add(_depth + 1 >= _limits.MimeDepth
            ? new PartProblem(path, PartProblemKind.LimitReached, $"more than {_limits.MimeDepth} multiparts within each other")
            : new PartProblem(path, PartProblemKind.Unread, $"{contentType.MimeType} without a boundary or in a transfer encoding that RFC 2045 forbids for it"));
    }
}
