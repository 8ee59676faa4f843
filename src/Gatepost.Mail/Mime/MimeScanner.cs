using System.Text;
using MimeKit;
using MimeKit.Encodings;

namespace Gatepost.Mail.Mime;

/// <summary>One entity with octets of its own: the part, where they are, and their first four.</summary>
internal readonly record struct ScannedPart(MessagePart Part, OctetSource? Source, uint Head);

/// <summary>
/// Walks the MIME structure as a stream of events and keeps one flat record per entity. The tree that a parser would build costs a kilobyte a part: 100,000 of them are an attack.
/// </summary>
internal sealed class MimeScanner : MimeReader, IDisposable
{
    private readonly MessageContent _content;
    private readonly ReadingLimits _limits;
    private readonly StoppableStream _stream;
    private readonly EntityPath _path = new();
    private readonly OctetMeter _meter = new();
    private EntityFields _fields = new();
    private MessagePart? _open;
    private IMimeDecoder? _decoder;
    private byte[] _decoded = [];
    private ScannedPart _scanned;
    private int _depth;

    private MimeScanner(MessageContent content, ReadingLimits limits, StoppableStream stream)
        : base(new ParserOptions { MaxMimeDepth = limits.MimeDepth, CharsetEncoding = Encoding.Latin1 }, stream, MimeFormat.Entity)
    {
        _content = content;
        _limits = limits;
        _stream = stream;
    }

    public List<ScannedPart> Parts { get; } = [];

    public List<PartProblem> Problems { get; } = [];

    public static (List<ScannedPart> Parts, List<PartProblem> Problems) Scan(MessageContent content, ReadingLimits limits, CancellationToken cancellationToken)
    {
        using var stream = new StoppableStream(content.OpenRead());
        using var scanner = new MimeScanner(content, limits, stream);
        try
        {
            if (content.Length > 0)
                scanner.ReadMessage(cancellationToken);
        }
        catch (FormatException error)
        {
            scanner.Problems.Add(new PartProblem("", PartProblemKind.Malformed, $"the MIME structure cannot be read: {error.Message}"));
        }
        return (scanner.Parts, scanner.Problems);
    }

    public void Dispose() => _meter.Dispose();

    protected override void OnHeadersBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => _fields = new EntityFields();

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken) => _fields.Note(header);

    protected override void OnMimeMessageBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => _path.EnterMessage();

    protected override void OnMimeMessageEnd(
        long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken) => _path.Leave();

    protected override void OnMultipartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        AddNode(contentType, _path.Enter(isMultipart: true));

    protected override void OnMultipartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken) =>
        Leave();

    protected override void OnMessagePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        AddNode(contentType, _path.Enter(isMultipart: false));

    protected override void OnMessagePartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken) =>
        Leave();

    protected override void OnMimePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        _open = _fields.ToPart(contentType, _path.Enter(isMultipart: false)!, _limits, Problems);
        ReportUnread(contentType, _open.Path);
        _decoder = TransferDecoding.DecoderFor(_fields.Encoding);
        _scanned = new ScannedPart(_open, null, 0);
    }

    protected override void OnMimePartContentRead(byte[] buffer, int startIndex, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_decoder is null)
        {
            _meter.Append(buffer.AsSpan(startIndex, count));
            return;
        }
        var room = _decoder.EstimateOutputLength(count);
        if (_decoded.Length < room)
            _decoded = new byte[room];
        _meter.Append(_decoded.AsSpan(0, _decoder.Decode(buffer, startIndex, count, _decoded)));
    }

    protected override void OnMimePartContentEnd(
        long beginOffset, int beginLineNumber, long endOffset, int lines, NewLineFormat? newLineFormat, CancellationToken cancellationToken)
    {
        var source = new MimeOctets(_content, beginOffset, endOffset, _fields.Encoding);
        var hash = _meter.Finish(out var size, out var head);
        _scanned = new ScannedPart(_open! with { Size = size, Sha256 = hash }, source, head);
    }

    protected override void OnMimePartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken)
    {
        Add(_scanned);
        _path.Leave();
    }

    private void AddNode(ContentType contentType, string? path)
    {
        _depth++;
        if (path is not null)
            Add(new ScannedPart(_fields.ToPart(contentType, path, _limits, Problems) with { IsMultipart = true }, null, 0));
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
        if (!contentType.IsMimeType("multipart", "*") && !contentType.IsMimeType("message", "rfc822") && !contentType.IsMimeType("message", "global"))
            return;
        Problems.Add(_depth + 1 >= _limits.MimeDepth
            ? new PartProblem(path, PartProblemKind.LimitReached, $"more than {_limits.MimeDepth} multiparts within each other")
            : new PartProblem(path, PartProblemKind.Malformed, $"{contentType.MimeType} without a boundary or in a transfer encoding that RFC 2045 forbids for it"));
    }
}
