using SkiaSharp;

namespace Gatepost.Extraction.Formats.Images;

/// <summary>Decodes pictures no larger than looking for codes wants.</summary>
internal static class ImageDecoder
{
    /// <summary>Pixels of a picture that is decoded smaller than it is: the cameras of telephones have up to 200 million.</summary>
    private const long ScaledPixels = 220_000_000;

    /// <summary>Of one that is decoded row by row: a scan of A3 at 600 dots an inch has 70 million. A bomb of a few kilobytes has billions.</summary>
    private const long RowPixels = 80_000_000;

    /// <summary>Of one that must be in memory as a whole, at four octets each, where a worker may have 240 MB in all.</summary>
    private const long WholePixels = 16_000_000;

    // A picture that moves shows its code in the first second; each frame is a picture of its own.
    private const int MaxFrames = 5;

    /// <summary>Decodes, frame by frame.</summary>
    /// <returns>The frames in shades of grey, as they are asked for; null where nobody can decode it.</returns>
    public static SKCodec? Open(Stream content) => SKCodec.Create(content);

    /// <summary>True where the picture is larger than any bound.</summary>
    public static bool IsTooLarge(SKCodec codec)
    {
        var pixels = (long)codec.Info.Width * codec.Info.Height;
        return pixels > (IsScaled(codec) ? ScaledPixels : RowPixels);
    }

    /// <summary>The planes of all frames that are looked at.</summary>
    public static IEnumerable<GreyImage> Planes(SKCodec codec, CancellationToken cancellationToken)
    {
        var frames = codec.EncodedFormat == SKEncodedImageFormat.Jpeg ? 1 : Math.Clamp(codec.FrameCount, 1, MaxFrames);
        for (var frame = 0; frame < frames; frame++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Decode(codec, frame) is not { } planes)
                yield break;
            foreach (var plane in planes.Finish())
                yield return plane;
        }
    }

    private static bool IsScaled(SKCodec codec) => codec.EncodedFormat is SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp;

    private static ImagePlanes? Decode(SKCodec codec, int frame)
    {
        var info = codec.Info;
        if (IsScaled(codec))
        {
            var longest = Math.Max(info.Width, info.Height);
            var size = longest > ImagePlanes.LongestSide ? codec.GetScaledDimensions((float)ImagePlanes.LongestSide / longest) : info.Size;
            return DecodeWhole(codec, size, frame);
        }
        if (frame == 0 && codec.FrameCount <= 1 && codec.StartScanlineDecode(Target(info.Size)) == SKCodecResult.Success)
            return DecodeRows(codec);
        return DecodeWhole(codec, info.Size, frame);
    }

    private static SKImageInfo Target(SKSizeI size) => new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul);

    private static unsafe ImagePlanes? DecodeRows(SKCodec codec)
    {
        var planes = Planes(codec, codec.Info.Size);
        var row = new byte[4 * codec.Info.Width];
        for (var y = 0; y < codec.Info.Height; y++)
        {
            fixed (byte* target = row)
            {
                if (codec.GetScanlines((nint)target, 1, row.Length) < 1)
                    break;
            }
            planes.Append(row);
        }
        return planes;
    }

    private static unsafe ImagePlanes? DecodeWhole(SKCodec codec, SKSizeI size, int frame)
    {
        if ((long)size.Width * size.Height > WholePixels)
            return null;
        using var bitmap = new SKBitmap(Target(size));
        var result = codec.GetPixels(bitmap.Info, bitmap.GetPixels(), bitmap.RowBytes, new SKCodecOptions(frame));
        if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput))
            return null;
        var planes = Planes(codec, size);
        for (var y = 0; y < size.Height; y++)
            planes.Append(new ReadOnlySpan<byte>((byte*)bitmap.GetPixels() + ((long)y * bitmap.RowBytes), 4 * size.Width));
        return planes;
    }

    private static ImagePlanes Planes(SKCodec codec, SKSizeI size) =>
        new(size.Width, size.Height, hasColour: codec.Info.ColorType != SKColorType.Gray8, hasAlpha: codec.Info.AlphaType != SKAlphaType.Opaque);
}
