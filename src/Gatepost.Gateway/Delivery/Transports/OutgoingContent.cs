using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Mail.Mime.SevenBit;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery.Transports;

/// <summary>
/// The octets of one attempt, as they are or as a next hop with fewer extensions demands them. Nothing is looked at before such a next hop is met, and nothing held in memory but while it is converted.
/// </summary>
internal sealed class OutgoingContent(EditedMessage message, Envelope envelope, EightBitRule rule, SevenBitRoom room) : IDisposable
{
    private readonly SmtpContent _asIs = new(message.OpenRead, message.Length);
    private bool? _isEightBit;
    private bool? _hasEightBitHeader;
    private bool _isConverted;
    private KeptContent? _sevenBit;

    /// <summary>What to send to a next hop, or why it gets nothing.</summary>
    public async ValueTask<(SmtpContent Content, SmtpOutcome? Refusal)> ForAsync(SmtpCapabilities next, CancellationToken cancellationToken)
    {
        var mayLackUtf8 = envelope.SmtpUtf8 && !next.SmtpUtf8;
        var takesEightBit = next.EightBitMime || rule == EightBitRule.AsIs;
        if (takesEightBit && !mayLackUtf8)
            return (_asIs, null);
        try
        {
            if (!IsEightBit())
                return (_asIs, null);
            await LookAsync(ofHeader: mayLackUtf8, ofBody: !takesEightBit, cancellationToken);
        }
        catch (Exception trouble) when (trouble is UnauthorizedAccessException or (IOException and not Spool.SpoolDamageException))
        {
            return (default, SmtpOutcome.Deferred(3, 0, $"the message could not be read, or not be made seven-bit: {trouble.Message}"));
        }
        // RFC 6531 section 3.2: who said SMTPUTF8 meant these fields, and nobody may write them anew but the sender.
        if (mayLackUtf8 && _hasEightBitHeader == true)
            return (default, SmtpOutcome.Failed(6, 9, "header fields of the message are not ASCII, and the next hop does not take such messages (SMTPUTF8)"));
        if (takesEightBit)
            return (_asIs, null);
        if (_sevenBit is { } kept)
            return (kept.Content, null);
        return rule == EightBitRule.Strict
            ? (default, SmtpOutcome.Failed(6, 3, "the message has eight-bit octets that cannot be converted without breaking it, and the next hop takes seven bits only (8BITMIME)"))
            : (_asIs, null);
    }

    public void Dispose() => _sevenBit?.Dispose();

    /// <summary>Most mail has seven bits anyway, and is never held in memory for this.</summary>
    private bool IsEightBit()
    {
        if (_isEightBit is { } known)
            return known;
        using var stream = message.OpenRead();
        var block = new byte[65_536];
        var isEightBit = false;
        int count;
        while (!isEightBit && (count = stream.Read(block)) > 0)
            isEightBit = SevenBitConversion.IsEightBit(block.AsSpan(0, count));
        _isEightBit = isEightBit;
        return isEightBit;
    }

    /// <summary>Finds out, once, what is asked for. The octets are let go before anybody waits for the next hop.</summary>
    private async ValueTask LookAsync(bool ofHeader, bool ofBody, CancellationToken cancellationToken)
    {
        ofHeader &= _hasEightBitHeader is null;
        ofBody &= !_isConverted;
        if (!ofHeader && !ofBody)
            return;
        if (message.Length > room.Limits.ConvertedOctets)
        {
            if (ofHeader)
                _hasEightBitHeader = BeginningHasEightBitHeader();
            return;
        }
        using var seat = await room.EnterAsync(message.Length, cancellationToken);
        var octets = Read((int)message.Length);
        if (ofHeader)
            _hasEightBitHeader = SevenBitConversion.HasEightBitHeader(octets, cancellationToken);
        if (!ofBody)
            return;
        _sevenBit = SevenBitConversion.Convert(octets, cancellationToken) is { } converted ? room.Keep(converted) : null;
        _isConverted = true;
    }

    /// <summary>Of a message that is too large to be held: what its beginning shows, which is where its own header fields are.</summary>
    private bool BeginningHasEightBitHeader()
    {
        var beginning = Read((int)Math.Min(message.Length, room.Limits.HeaderOctets));
        var end = beginning.AsSpan().IndexOf("\r\n\r\n"u8);
        return SevenBitConversion.IsEightBit(end < 0 ? beginning : beginning.AsSpan(0, end));
    }

    private byte[] Read(int count)
    {
        using var stream = message.OpenRead();
        var octets = new byte[count];
        stream.ReadExactly(octets);
        return octets;
    }
}
