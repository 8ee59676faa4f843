using System.Globalization;
using Gatepost.Extraction.Formats.Images;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>The pictures of a document: JPEG as a member for the reader of pictures, others are looked at here, since their octets are no file.</summary>
internal sealed class PdfPictures(PdfObjects objects, PdfFindings findings)
{
    // A contract of 200 scanned pages; beyond it, and beyond so many pixels, which take two seconds of a core, the rest is reported.
    private const int MaxPictures = 200;
    private const long AllPixels = 600_000_000;
    // Of one whose decoder is the library's: it holds them all.
    private const int LibraryPixels = 40_000_000;
    // The smallest code.
    private const int SmallestSide = 10;

    private readonly HashSet<string> _codes = new(StringComparer.Ordinal);
    private int _count;
    private long _pixels;

    /// <summary>A stream of the document, which may be a picture.</summary>
    public void Consider(StreamToken stream, long number)
    {
        var dictionary = stream.StreamDictionary;
        if (!findings.Output.WantsText || objects.Name(dictionary, "Subtype") != "Image" || objects.Get(dictionary, "ImageMask") is BooleanToken { Data: true } && Side(dictionary, "Width") < 21)
            return;
        var (width, height) = (Side(dictionary, "Width"), Side(dictionary, "Height"));
        if (width < SmallestSide || height < SmallestSide || !TryCount(width, height))
            return;
        try
        {
            Look(stream, string.Create(CultureInfo.InvariantCulture, $"image-{number}.jpg"));
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException or PdfLimitException))
        {
            // A picture that cannot be decoded is not shown either.
        }
    }

    /// <summary>A picture in shades of grey, or null where it is none of a kind that is decoded here.</summary>
    public GreyImage? Decode(StreamToken stream, int longest)
    {
        var dictionary = stream.StreamDictionary;
        var (width, height) = (Side(dictionary, "Width", "W"), Side(dictionary, "Height", "H"));
        if (width <= 0 || height <= 0)
            return null;
        using var content = objects.Open(stream, out var picture);
        if (picture is "DCTDecode" or "DCT")
            return Decode(content);
        if (picture is not null)
            return DecodeByLibrary(stream, content, picture, width, height, longest);
        var samples = SampleLayout.Of(dictionary, objects);
        return samples?.Read(content, width, height, longest, objects.Allowance);
    }

    /// <summary>States the codes of a picture, each once in the document.</summary>
    public void State(GreyImage image)
    {
        foreach (var code in CodeReader.Read(image, objects.Allowance.CancellationToken))
        {
            if (_codes.Add(code))
                CodeContent.State(code, findings.Output);
        }
    }

    private void Look(StreamToken stream, string name)
    {
        using var content = objects.Open(stream, out var picture);
        if (picture is "DCTDecode" or "DCT")
            findings.Output.Member(new MemberEntry { Name = name, DeclaredType = "image/jpeg", IsFile = false, PackedSize = stream.Data.Length }, content);
        else if (picture is not "JPXDecode" && Decode(stream, ImagePlanes.LongestSide) is { } image)
            State(image);
    }

    private GreyImage? Decode(Stream jpeg)
    {
        var octets = Filters.BoundedFilter.ReadBounded(jpeg, objects.Allowance);
        using var content = new MemoryStream(octets, writable: false);
        using var codec = ImageDecoder.Open(content);
        return codec is null || ImageDecoder.IsTooLarge(codec) ? null : ImageDecoder.Planes(codec, objects.Allowance.CancellationToken).FirstOrDefault();
    }

    /// <summary>Fax pictures; JBIG2 only where the picture itself is no larger than the dictionary says.</summary>
    private GreyImage? DecodeByLibrary(StreamToken stream, Stream content, string picture, int width, int height, int longest)
    {
        if ((long)width * height > LibraryPixels)
            return null;
        var octets = Filters.BoundedFilter.ReadBounded(content, objects.Allowance);
        IFilter? filter = picture switch
        {
            "CCITTFaxDecode" or "CCF" => new CcittFaxDecodeFilter(),
            "JBIG2Decode" when Jbig2Sizes.AreWithin(octets, LibraryPixels) => new Jbig2DecodeFilter(),
            _ => null,
        };
        if (filter is null)
            return null;
        var filters = Filters.StreamFilters.Of(stream.StreamDictionary, objects.Resolve);
        var rows = filter.Decode(octets, stream.StreamDictionary, new Filters.BoundedFilters(objects.Allowance), filters.Count - 1);
        objects.Allowance.Spend(rows.Length);
        using var unpacked = new MemoryStream(rows.ToArray(), writable: false);
        return SampleLayout.BlackAndWhite.Read(unpacked, width, height, longest, objects.Allowance);
    }

    private bool TryCount(int width, int height)
    {
        _pixels += (long)width * height;
        if (++_count <= MaxPictures && _pixels <= AllPixels && objects.Allowance.HasTime())
            return true;
        objects.Allowance.Exceed(string.Create(CultureInfo.InvariantCulture, $"more than {MaxPictures} pictures, or than {AllPixels} pixels"));
        return false;
    }

    private int Side(DictionaryToken dictionary, string name, string shortName = "") =>
        (objects.Number(dictionary, name) ?? objects.Number(dictionary, shortName)) is { } number and > 0 and < 1_000_000 ? (int)number : 0;
}
