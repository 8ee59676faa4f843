using System.Globalization;

namespace Gatepost.Mail.Smtp.Server.Content;

/// <summary>
/// Measures lines and the header block while they pass: lengths, and the Received fields that tell a loop (RFC 5321 section 6.3). Only an empty
/// line ends the header block; nothing else of a header is understood here.
/// </summary>
internal sealed class ContentShape(SmtpServerLimits limits)
{
    private const int PrefixOctets = 9;

    private readonly byte[] _prefix = new byte[PrefixOctets];
    private int _line;
    private long _headerOctets;
    private int _received;
    private bool _isInHeader = true;

    internal int LongestLine { get; private set; }

    /// <summary>The first limit that was met, as the reply that names it.</summary>
    internal SmtpReply? Refusal { get; private set; }

    /// <summary>Octets of the present line, without its end.</summary>
    internal void AddToLine(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
            return;
        if (_isInHeader)
            AddToHeader(octets);
        _line += octets.Length;
        LongestLine = Math.Max(LongestLine, _line);
        if (Refusal is null && _line > limits.ContentLineOctets)
            Refusal = SmtpReply.Of(554, 6, 0, Words($"A line of the message is longer than {limits.ContentLineOctets} octets"));
    }

    /// <summary>The present line is complete.</summary>
    internal void EndLine()
    {
        if (_isInHeader)
        {
            _headerOctets += 2;
            _isInHeader = _line > 0;
            if (IsReceived() && ++_received > limits.ReceivedHeaders && Refusal is null)
                Refusal = SmtpReply.Of(554, 4, 6, Words($"The message has passed more than {limits.ReceivedHeaders} servers: it runs in a loop"));
        }
        _line = 0;
    }

    private void AddToHeader(ReadOnlySpan<byte> octets)
    {
        if (_line < PrefixOctets)
            octets[..Math.Min(octets.Length, PrefixOctets - _line)].CopyTo(_prefix.AsSpan(_line));
        _headerOctets += octets.Length;
        if (Refusal is null && _headerOctets > limits.HeaderOctets)
            Refusal = SmtpReply.Of(552, 3, 4, Words($"The header of the message is longer than {limits.HeaderOctets} octets"));
    }

    private bool IsReceived() =>
        _line >= PrefixOctets
        && System.Text.Ascii.EqualsIgnoreCase(_prefix.AsSpan(0, 8), "received"u8)
        && _prefix[8] is (byte)':' or (byte)' ' or (byte)'\t';

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
