using System.Buffers;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Extraction.Formats.Web;

/// <summary>
/// Files that a page carries in its own text, for its script to put together on the reader's side: <c>data:</c> links, strings of base64, hex digits or escapes, arrays of numbers. One pass; each
/// character is part of one blob at most.
/// </summary>
internal sealed class EmbeddedBlobs(FormatOutput output, string source, BlobNames names)
{
    // Below it nothing is a file; small pictures for measuring who reads are not wanted either.
    private const int FewestOctets = 32;
    // A string of base64 that is no file by its marks is one where it is long, and a key or a token where it is short.
    private const int UnknownOctets = 1_536;
    // Pages with hundreds of inline pictures exist.
    private const int MaxBlobs = 500;

    private static readonly SearchValues<char> Starts = SearchValues.Create("\"'`[dD");

    private int _count;

    /// <summary>Finds all, from the start to the end.</summary>
    public void Find(CancellationToken cancellationToken)
    {
        var position = 0;
        while (_count < MaxBlobs && !output.IsOver && source.AsSpan(position).IndexOfAny(Starts) is var found and >= 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            position += found;
            position = Math.Max(position + 1, At(position));
        }
    }

    /// <summary>What begins here; gives where it ends, or the same place where there is nothing.</summary>
    private int At(int position)
    {
        var letter = source[position];
        if (letter is 'd' or 'D')
            return DataUri(position);
        if (letter == '[')
            return Take(NumberArrays.Read(source, position, out var end), end, isCertain: false);
        if (letter is not ('"' or '\'' or '`'))
            return position;
        if (source.AsSpan(position + 1).StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return position;
        return Take(EncodedStrings.Read(source, position, out var close, out var isCertain), close, isCertain);
    }

    private int DataUri(int position)
    {
        if (!source.AsSpan(position).StartsWith("data:", StringComparison.OrdinalIgnoreCase) || InlineLink.Read(source, position) is not { } link)
            return position;
        var isPicture = link.MediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) || link.MediaType.StartsWith("font/", StringComparison.OrdinalIgnoreCase);
        if (link.Octets.Length >= FewestOctets)
            State(link.Octets, link.MediaType, isPicture ? null : names.NextTo(position, link.End), isFile: !isPicture);
        return link.End;
    }

    private int Take(byte[]? octets, int end, bool isCertain)
    {
        if (octets is null || octets.Length < FewestOctets)
            return end;
        var type = FileTypeCatalogue.Detect(octets.AsSpan(0, Math.Min(octets.Length, FileTypeCatalogue.HeadOctets)), octets.AsSpan(Math.Max(0, octets.Length - FileTypeCatalogue.TailOctets)), octets.Length);
        var isKnown = type != FileTypeCatalogue.Unknown;
        if (isKnown || isCertain || octets.Length >= UnknownOctets)
            State(octets, null, isKnown ? names.OfScript() : null, isFile: isKnown && type.Family is not (FileFamily.Image or FileFamily.Web or FileFamily.Text or FileFamily.Font));
        return end;
    }

    private void State(byte[] octets, string? mediaType, string? name, bool isFile)
    {
        _count++;
        output.Member(new MemberEntry { Name = name, DeclaredType = string.IsNullOrEmpty(mediaType) ? null : mediaType, IsFile = isFile }, octets);
    }
}
