using System.Buffers;
using System.Buffers.Text;

namespace Gatepost.Mail.Text;

/// <summary>Cuts a value into literal text and the RFC 2047 words between it, from left to right, each octet at most a few times.</summary>
internal ref struct EncodedWordReader(ReadOnlySpan<byte> value)
{
    // RFC 2047 allows a word of 75 characters in all; no charset name that is registered is longer than 45.
    private const int MaxCharsetLength = 75;

    private readonly ReadOnlySpan<byte> _value = value;
    private int _position;
    private int _terminator = -1;

    /// <summary>The next literal (which may be empty) and the word after it, if there is one; false at the end.</summary>
    public bool Next(out ReadOnlySpan<byte> literal, out EncodedWord word)
    {
        var start = _position;
        var search = start;
        while (search < _value.Length && _value[search..].IndexOf("=?"u8) is var found and >= 0)
        {
            var at = search + found;
            if (TryRead(at, out word, out var length))
            {
                literal = _value[start..at];
                _position = at + length;
                return true;
            }
            search = at + 2;
        }
        literal = _value[start..];
        word = default;
        _position = _value.Length;
        return literal.Length > 0;
    }

    private bool TryRead(int at, out EncodedWord word, out int length)
    {
        word = default;
        length = 0;
        var rest = _value[(at + 2)..];
        var charset = rest[..Math.Min(rest.Length, MaxCharsetLength + 1)].IndexOf((byte)'?');
        if (charset <= 0 || rest.Length < charset + 3 || rest[charset + 2] != '?' || rest[..charset].IndexOfAny(" \t=\""u8) >= 0)
            return false;
        var isBase64 = rest[charset + 1] is (byte)'B' or (byte)'b';
        if (!isBase64 && rest[charset + 1] is not ((byte)'Q' or (byte)'q'))
            return false;
        var text = at + 2 + charset + 3;
        var end = Terminator(text);
        if (end < 0)
            return false;
        word = new EncodedWord(WithoutLanguage(rest[..charset]), isBase64, _value[text..end]);
        length = end + 2 - at;
        return true;
    }

    /// <summary>The first <c>?=</c> at or after a place. Remembered, so that a thousand openings without an end are one search and not a thousand.</summary>
    private int Terminator(int from)
    {
        if (_terminator < from && _terminator != int.MaxValue)
        {
            var found = _value[from..].IndexOf("?="u8);
            _terminator = found < 0 ? int.MaxValue : from + found;
        }
        return _terminator == int.MaxValue ? -1 : _terminator;
    }

    // RFC 2231 section 5: =?utf-8*de?Q?...?=
    private static ReadOnlySpan<byte> WithoutLanguage(ReadOnlySpan<byte> charset) =>
        charset.IndexOf((byte)'*') is var star and > 0 ? charset[..star] : charset;
}

/// <summary>One encoded word, not yet decoded.</summary>
internal readonly ref struct EncodedWord(ReadOnlySpan<byte> charset, bool isBase64, ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    public bool IsWord => Charset.Length > 0;

    public ReadOnlySpan<byte> Charset { get; } = charset;

    public void DecodeTo(ArrayBufferWriter<byte> output)
    {
        if (_text.Length == 0)
            return;
        var buffer = output.GetSpan(_text.Length);
        output.Advance(isBase64 ? TolerantBase64.Decode(_text, buffer) : DecodeQ(_text, buffer));
    }

    private static int DecodeQ(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var length = 0;
        for (var index = 0; index < text.Length; index++)
        {
            var octet = text[index];
            if (octet == '=' && Utf8Parser.TryParse(text.Slice(index + 1, Math.Min(2, text.Length - index - 1)), out byte value, out var used, 'x') && used == 2)
            {
                octet = value;
                index += 2;
            }
            else if (octet == '_')
            {
                octet = (byte)' ';
            }
            output[length++] = octet;
        }
        return length;
    }
}
