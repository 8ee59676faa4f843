using ZXing;
using ZXing.Aztec;
using ZXing.Common;
using ZXing.Datamatrix;
using ZXing.Multi.QrCode;
using ZXing.QrCode;

namespace Gatepost.Extraction.Formats.Images;

/// <summary>Reads the two-dimensional codes of a picture: dark on light and light on dark, turned by any angle, several at once.</summary>
internal static class CodeReader
{
    // Codes of one picture; a sheet of labels has some dozens.
    private const int MaxCodes = 64;
    // Smaller pictures have modules of one or two pixels, which readers meant for cameras do not see.
    private const int SmallSide = 400;
    // Larger ones are photos: the other kinds of codes are not looked for in them, since nothing tells cheaply that there are none.
    private const int OtherKindsPixels = 250_000;

    /// <summary>The contents, each once; empty where there is none.</summary>
    public static IReadOnlyCollection<string> Read(GreyImage image, CancellationToken cancellationToken)
    {
        var contents = new HashSet<string>(StringComparer.Ordinal);
        if (FinderPatterns.MayHoldCode(image))
            ReadAt(image, contents, cancellationToken);
        if (contents.Count == 0 && image.Width >= 200 && image.Height >= 200 && image.Half() is var half && FinderPatterns.MayHoldCode(half))
            ReadAt(half, contents, cancellationToken);
        if (contents.Count == 0 && image.Pixels.Length <= OtherKindsPixels && LooksDrawn(image))
            ReadOtherKinds(image, contents);
        return contents;
    }

    private static void ReadAt(GreyImage image, HashSet<string> contents, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var form in FormsOf(image))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadForm(form, contents);
            if (contents.Count > 0)
                break;
        }
        // Beside a code for the reader of pictures another one may stand, light on dark, for people.
        ReadMany(image.Inverted(), contents);
    }

    private static IEnumerable<GreyImage> FormsOf(GreyImage image)
    {
        yield return image;
        yield return image.Inverted();
        if (Math.Max(image.Width, image.Height) > SmallSide)
            yield break;
        var enlarged = image.Enlarged(times: 4, margin: 32);
        yield return enlarged;
        yield return image.Inverted().Enlarged(times: 4, margin: 32);
    }

    private static void ReadForm(GreyImage image, HashSet<string> contents)
    {
        var source = new PlanarYUVLuminanceSource(image.Pixels, image.Width, image.Height, 0, 0, image.Width, image.Height, false);
        var hints = new Dictionary<DecodeHintType, object> { [DecodeHintType.TRY_HARDER] = true };
        foreach (var binariser in (Binarizer[])[new HybridBinarizer(source), new GlobalHistogramBinarizer(source)])
        {
            var bitmap = new BinaryBitmap(binariser);
            Add(Try(() => new QRCodeMultiReader().decodeMultiple(bitmap, hints)), contents);
            if (contents.Count == 0)
                Add(Try(() => new QRCodeReader().decode(bitmap, hints) is { } one ? [one] : null), contents);
            if (contents.Count > 0)
                return;
        }
    }

    private static void ReadMany(GreyImage image, HashSet<string> contents)
    {
        var source = new PlanarYUVLuminanceSource(image.Pixels, image.Width, image.Height, 0, 0, image.Width, image.Height, false);
        var bitmap = new BinaryBitmap(new HybridBinarizer(source));
        Add(Try(() => new QRCodeMultiReader().decodeMultiple(bitmap)), contents);
    }

    private static void ReadOtherKinds(GreyImage image, HashSet<string> contents)
    {
        var form = Math.Max(image.Width, image.Height) <= SmallSide / 2 ? image.Enlarged(times: 3, margin: 24) : image;
        var source = new PlanarYUVLuminanceSource(form.Pixels, form.Width, form.Height, 0, 0, form.Width, form.Height, false);
        var bitmap = new BinaryBitmap(new HybridBinarizer(source));
        Add(Try(() => new DataMatrixReader().decode(bitmap) is { } matrix ? [matrix] : null), contents);
        if (contents.Count == 0)
            Add(Try(() => new AztecReader().decode(bitmap) is { } aztec ? [aztec] : null), contents);
    }

    /// <summary>Codes are of two colours; photos are not.</summary>
    private static bool LooksDrawn(GreyImage image)
    {
        if (image.Width < 10 || image.Height < 10)
            return false;
        var extremes = 0;
        var (least, most) = (255, 0);
        foreach (var pixel in image.Pixels)
        {
            least = Math.Min(least, pixel);
            most = Math.Max(most, pixel);
        }
        var quarter = (most - least) / 4;
        foreach (var pixel in image.Pixels)
        {
            if (pixel <= least + quarter || pixel >= most - quarter)
                extremes++;
        }
        return most - least > 40 && extremes > image.Pixels.Length / 10 * 9;
    }

    private static Result[]? Try(Func<Result[]?> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // It finds nothing by throwing, and stumbles over patterns that are none.
            return null;
        }
    }

    private static void Add(Result[]? results, HashSet<string> contents)
    {
        foreach (var result in results ?? [])
        {
            if (contents.Count < MaxCodes && !string.IsNullOrWhiteSpace(result.Text))
                contents.Add(result.Text);
        }
    }
}
