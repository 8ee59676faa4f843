using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Extraction.Formats.Office.Excel;

/// <summary>A hyperlink object ([MS-OSHARED] 2.3.7.1): its target, and what is shown.</summary>
internal static class HyperlinkRecord
{
    private const int HasTarget = 0x01;
    private const int HasPlace = 0x08;
    private const int HasShown = 0x10;
    private const int HasFrame = 0x80;
    private const int IsPlainTarget = 0x100;
    private const int Characters = 32_768;

    private static readonly Guid UrlMoniker = new("79EAC9E0-BAF9-11CE-8C82-00AA004BA90B");
    private static readonly Guid FileMoniker = new("00000303-0000-0000-C000-000000000046");

    /// <summary>Reads the object; null where it leads nowhere outside.</summary>
    public static (string Target, string? Shown)? Read(ReadOnlySpan<byte> link)
    {
        var flags = link.UInt32At(4);
        var at = 8;
        var shown = (flags & HasShown) != 0 ? String(link, ref at) : null;
        if ((flags & HasFrame) != 0)
            String(link, ref at);
        if ((flags & HasTarget) == 0)
            return null;
        var target = (flags & IsPlainTarget) != 0 ? String(link, ref at) : Moniker(link, ref at);
        if ((flags & HasPlace) != 0 && target is { Length: > 0 } && String(link, ref at) is { Length: > 0 } place)
            target += "#" + place;
        return string.IsNullOrEmpty(target) ? null : (target, string.IsNullOrEmpty(shown) ? null : shown);
    }

    private static string? Moniker(ReadOnlySpan<byte> link, ref int at)
    {
        if (link.Length - at < 20)
            return null;
        var kind = new Guid(link.Slice(at, 16));
        at += 16;
        if (kind == UrlMoniker)
        {
            var length = (int)Math.Min(link.UInt32At(at), Characters * 2);
            var url = Encoding.Unicode.GetString(link.Part(at + 4, length & ~1));
            at += 4 + length;
            return url.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var end ? url[..end] : url;
        }
        if (kind != FileMoniker)
            return null;
        var narrow = (int)Math.Min(link.UInt32At(at + 2), Characters);
        var path = Charset.DecodeUndeclaredLine(link.Part(at + 6, narrow)).TrimEnd('\0');
        // Two numbers and 20 reserved octets, then the same in Unicode where the code page did not do.
        at += 6 + narrow + 24;
        var behind = (int)Math.Min(link.UInt32At(at), Characters * 2);
        at += 4;
        if (behind > 6)
            path = Encoding.Unicode.GetString(link.Part(at + 6, Math.Min(link.UInt32At(at), (uint)behind - 6) & ~1u));
        at += behind;
        return path;
    }

    private static string String(ReadOnlySpan<byte> link, ref int at)
    {
        var count = (int)Math.Min(link.UInt32At(at), Characters);
        var text = Encoding.Unicode.GetString(link.Part(at + 4, count * 2L)).TrimEnd('\0');
        at += 4 + (count * 2);
        return text;
    }
}
