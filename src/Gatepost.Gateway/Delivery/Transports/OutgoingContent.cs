using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Mail.Mime.SevenBit;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery.Transports;

/// <summary>
/// The octets of one attempt, as they are or as a next hop with fewer extensions demands them. Nothing is looked at, and nothing held in memory, before such a next hop is met.
/// </summary>
internal sealed class OutgoingContent(EditedMessage message, Envelope envelope, EightBitRule rule, DeliveryLimits limits)
{
    private readonly SmtpContent _asIs = new(message.OpenRead, message.Length);
    private bool _isRead;
    private byte[]? _octets;
    private bool _isEightBit;
    private bool _isConverted;
    private byte[]? _sevenBit;

    /// <summary>What to send to a next hop, or why it gets nothing.</summary>
    public (SmtpContent Content, SmtpOutcome? Refusal) For(SmtpCapabilities next, CancellationToken cancellationToken)
    {
        var mayLackUtf8 = envelope.SmtpUtf8 && !next.SmtpUtf8;
        if ((next.EightBitMime || rule == EightBitRule.AsIs) && !mayLackUtf8)
            return (_asIs, null);
        ReadOnce();
        if (!_isEightBit)
            return (_asIs, null);
        // RFC 6531 section 3.2: who said SMTPUTF8 meant these fields, and nobody may write them anew but the sender.
        if (mayLackUtf8 && HasEightBitHeader(cancellationToken))
            return (default, SmtpOutcome.Failed(6, 9, "header fields of the message are not ASCII, and the next hop does not take such messages (SMTPUTF8)"));
        if (next.EightBitMime || rule == EightBitRule.AsIs)
            return (_asIs, null);
        ConvertOnce(cancellationToken);
        if (_sevenBit is { } octets)
            return (new SmtpContent(() => new MemoryStream(octets, writable: false), octets.Length), null);
        return rule == EightBitRule.Strict
            ? (default, SmtpOutcome.Failed(6, 3, "the message has eight-bit octets that cannot be converted without breaking it, and the next hop takes seven bits only (8BITMIME)"))
            : (_asIs, null);
    }

    private void ReadOnce()
    {
        if (_isRead)
            return;
        _isRead = true;
        using (var stream = message.OpenRead())
        {
            var block = new byte[65_536];
            int count;
            while (!_isEightBit && (count = stream.Read(block)) > 0)
                _isEightBit = SevenBitConversion.IsEightBit(block.AsSpan(0, count));
        }
        // Most mail has seven bits anyway, and is never held in memory for this.
        if (!_isEightBit || message.Length > limits.ConvertedOctets)
            return;
        using var again = message.OpenRead();
        _octets = new byte[message.Length];
        again.ReadExactly(_octets);
    }

    /// <summary>Of a message that is too large to be held: what its beginning shows, which is where its own header fields are.</summary>
    private bool HasEightBitHeader(CancellationToken cancellationToken)
    {
        if (_octets is not null)
            return SevenBitConversion.HasEightBitHeader(_octets, cancellationToken);
        using var stream = message.OpenRead();
        var beginning = new byte[Math.Min(message.Length, limits.HeaderOctets)];
        stream.ReadExactly(beginning);
        var end = beginning.AsSpan().IndexOf("\r\n\r\n"u8);
        return SevenBitConversion.IsEightBit(end < 0 ? beginning : beginning.AsSpan(0, end));
    }

    private void ConvertOnce(CancellationToken cancellationToken)
    {
        if (!_isConverted && _octets is not null)
            _sevenBit = SevenBitConversion.Convert(_octets, cancellationToken);
        _isConverted = true;
    }
}
