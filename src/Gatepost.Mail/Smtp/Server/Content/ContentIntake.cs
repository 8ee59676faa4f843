using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Gatepost.Mail.Smtp.Server.Content;

/// <summary>
/// Takes the content of one message off the wire and passes it to the handler's writer, slice by slice and uncopied. After the first problem
/// nothing more is written, but the octets are read on to their end, so that no content is ever taken for a command.
/// </summary>
internal sealed partial class ContentIntake(IContentWriter writer, bool isDotStuffed, Guid sessionId, SmtpServerOptions options, ILogger logger)
    : IAsyncDisposable
{
    private static readonly ReadOnlyMemory<byte> LineEnd = "\r\n"u8.ToArray();

    private static readonly SmtpReply StandsAlone = SmtpReply.Of(
        554, 6, 0, "The message holds a CR or LF that stands alone; lines must end with CR LF (RFC 5321 section 2.3.8)");

    private readonly ContentShape _shape = new(options.Limits);
    private LineScanner? _scanner;
    private SmtpReply? _refusal;
    private long _octets;
    private long _raw;
    private bool _hasEightBit;
    private bool _hasNul;
    private bool _normalised;
    private bool _isHandedOver;

    /// <summary>CRLF.CRLF was read.</summary>
    internal bool IsAtEnd => Scanner.IsAtEnd;

    /// <summary>More came than is read on after a refusal: the connection is not worth keeping.</summary>
    internal bool IsTooMuch => _raw > options.Limits.DrainedContentOctets;

    /// <summary>The first problem, or null while all is well.</summary>
    internal SmtpReply? Refusal => _refusal ?? _shape.Refusal;

    internal ContentFacts Facts => new(_octets, _shape.LongestLine, _hasEightBit, _hasNul, _normalised);

    private LineScanner Scanner => _scanner ??= new LineScanner(isDotStuffed, _shape);

    /// <summary>Takes octets; fewer than given only when the content ended among them.</summary>
    /// <returns>How many were taken.</returns>
    internal async ValueTask<long> TakeAsync(ReadOnlySequence<byte> octets, CancellationToken cancellationToken)
    {
        var taken = 0L;
        foreach (var segment in octets)
        {
            for (var rest = segment; !rest.IsEmpty && !Scanner.IsAtEnd;)
            {
                var step = Scanner.Next(rest.Span);
                await WriteAsync(rest[..step.Emitted], cancellationToken);
                await BreakAsync(step.Break, cancellationToken);
                taken += step.Consumed;
                rest = rest[step.Consumed..];
            }
        }
        _raw += taken;
        return taken;
    }

    /// <summary>The last octet was read: a CR that still waits for its LF stands alone.</summary>
    internal ValueTask FinishAsync(CancellationToken cancellationToken) =>
        Scanner.HoldsCarriageReturn ? BreakAsync(LineBreak.Alone, cancellationToken) : ValueTask.CompletedTask;

    private void Refuse(SmtpReply reply) => _refusal ??= reply;

    /// <summary>From here on the handler owns the writer.</summary>
    internal IContentWriter HandOver()
    {
        _isHandedOver = true;
        return writer;
    }

    /// <summary>Throws the content away, unless it was handed over.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isHandedOver)
            return;
        _isHandedOver = true;
        try
        {
            await writer.DisposeAsync();
        }
        catch (Exception e)
        {
            Log.DiscardFailed(logger, sessionId, e);
        }
    }

    private ValueTask BreakAsync(LineBreak lineBreak, CancellationToken cancellationToken)
    {
        if (lineBreak == LineBreak.None)
            return default;
        if (lineBreak == LineBreak.Alone && options.BareLineEndings == BareLineEndings.Reject)
        {
            Refuse(StandsAlone);
            return default;
        }
        _normalised |= lineBreak == LineBreak.Alone;
        return WriteAsync(LineEnd, cancellationToken);
    }

    /// <summary>Without a state machine of its own, since content of many short slices calls it for each.</summary>
    private ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        if (octets.IsEmpty || Refusal is not null)
            return default;
        Look(octets.Span);
        _octets += octets.Length;
        if (_octets > options.Limits.MessageOctets)
        {
            Refuse(SmtpReply.Of(552, 3, 4, Commands.MailSyntax.TooBig(options.Limits)));
            return default;
        }
        try
        {
            var writing = writer.WriteAsync(new ReadOnlySequence<byte>(octets), cancellationToken);
            if (!writing.IsCompletedSuccessfully)
                return AwaitAsync(writing, cancellationToken);
            writing.GetAwaiter().GetResult();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            RefuseFor(e);
        }
        return default;
    }

    private async ValueTask AwaitAsync(ValueTask writing, CancellationToken cancellationToken)
    {
        try
        {
            await writing;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            RefuseFor(e);
        }
    }

    private void RefuseFor(Exception failure)
    {
        Log.WriteFailed(logger, sessionId, failure);
        Refuse(failure is IOException
            ? SmtpReply.Of(452, 3, 1, "There is no room for the message at the moment; try again later")
            : SmtpReply.Of(451, 3, 0, "The message could not be taken because of an internal error; try again later"));
    }

    private void Look(ReadOnlySpan<byte> octets)
    {
        _hasEightBit = _hasEightBit || !Ascii.IsValid(octets);
        _hasNul = _hasNul || octets.Contains((byte)0);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "SMTP session {Session}: the content of a message could not be written; it is refused for now.")]
        internal static partial void WriteFailed(ILogger logger, Guid session, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "SMTP session {Session}: the content of a refused message could not be discarded.")]
        internal static partial void DiscardFailed(ILogger logger, Guid session, Exception exception);
    }
}
