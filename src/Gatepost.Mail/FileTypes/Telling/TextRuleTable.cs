using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Gatepost.Mail.FileTypes.Telling;

/// <summary>The rules of text kinds, found by the first character of a text. Allocates nothing.</summary>
internal sealed class TextRuleTable
{
    /// <summary>Characters that rules look at: what makes a text what it is stands near its start, and every rule of every text of every mail reads them.</summary>
    private const int Window = 4_096;

    /// <summary>Octets that no text holds: controls other than tab, line ends, form feed, backspace, escape (ISO-2022) and the end mark of DOS.</summary>
    private static readonly SearchValues<byte> NoText = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1c, 0x1d, 0x1e, 0x1f, 0x7f]);

    private readonly ImmutableArray<ImmutableArray<KnownType>> _byFirst;
    private readonly FileType _text;

    public TextRuleTable(IEnumerable<KnownType> types)
    {
        var rules = types.Where(known => known.Text is not null).ToArray();
        _byFirst = [.. Enumerable.Range(0, 128).Select(first => rules.Where(rule => rule.TextStarts.Length == 0 || rule.TextStarts.Contains((char)first)).ToImmutableArray())];
        _text = types.Single(known => known.Type.Name == "text").Type;
    }

    /// <summary>The kind of text, plain <c>text</c> where it is no other; null for what is no text.</summary>
    public FileType? Find(FileContent content)
    {
        Span<char> characters = stackalloc char[Window];
        var order = TextEncoding.Of(content.Head);
        var text = characters[..TextEncoding.Read(content.Head, order, characters)].TrimStart(" \t\r\n\f\v\u00a0\u001a");
        // Browsers drop the NULs in a page, so that markup alone need not be clean text.
        var isText = IsText(content.Head, order, characters);
        if (text.IsEmpty)
            return isText && content.Head.Length > 0 ? _text : null;
        if (!isText && text[0] != '<')
            return null;
        var first = text[0] < 128 ? char.ToLowerInvariant(text[0]) : '\u007f';
        foreach (var rule in _byFirst[first])
        {
            if (rule.Text!(text))
                return rule.Type;
        }
        return isText ? _text : null;
    }

    private static bool IsText(ReadOnlySpan<byte> head, TextOrder order, ReadOnlySpan<char> characters)
    {
        if (order == TextOrder.Octets)
            return head.IndexOfAny(NoText) < 0;
        foreach (var character in characters[..Math.Min(characters.Length, head.Length / 2)])
        {
            if (character is < (char)32 and not ('\t' or '\r' or '\n' or '\f' or '\0') or '\uffff')
                return false;
        }
        return true;
    }
}

/// <summary>How the octets of a text are put together.</summary>
internal enum TextOrder
{
    /// <summary>ASCII and what extends it.</summary>
    Octets = 0,

    /// <summary>UTF-16, little-endian.</summary>
    Little,

    /// <summary>UTF-16, big-endian.</summary>
    Big,
}

/// <summary>Reads the start of a text as characters: good enough to find words of ASCII in it.</summary>
internal static class TextEncoding
{
    /// <summary>Octets by which UTF-16 without a mark is told: every second one is 0 in a text of Latin letters.</summary>
    private const int Probe = 64;

    public static TextOrder Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]))
            return TextOrder.Little;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]))
            return TextOrder.Big;
        return head.Length < 8 || head.Length % 2 != 0 ? TextOrder.Octets : Guess(head[..Math.Min(Probe, head.Length)]);
    }

    /// <summary>The number of characters.</summary>
    public static int Read(ReadOnlySpan<byte> head, TextOrder order, Span<char> characters)
    {
        if (order == TextOrder.Octets)
        {
            var octets = head.StartsWith(Encoding.UTF8.Preamble) ? head[3..] : head;
            return Encoding.Latin1.GetChars(octets[..Math.Min(octets.Length, characters.Length)], characters);
        }
        var count = 0;
        for (var at = 0; at + 1 < head.Length && count < characters.Length; at += 2)
        {
            var character = (char)(order == TextOrder.Little ? head[at] | (head[at + 1] << 8) : (head[at] << 8) | head[at + 1]);
            if (character != '\ufeff')
                characters[count++] = character;
        }
        return count;
    }

    private static TextOrder Guess(ReadOnlySpan<byte> probe)
    {
        var (even, odd) = (0, 0);
        for (var at = 0; at + 1 < probe.Length; at += 2)
        {
            even += probe[at] == 0 && probe[at + 1] >= 9 ? 1 : 0;
            odd += probe[at + 1] == 0 && probe[at] >= 9 ? 1 : 0;
        }
        var pairs = probe.Length / 2;
        return odd == pairs ? TextOrder.Little : even == pairs ? TextOrder.Big : TextOrder.Octets;
    }
}
