namespace Gatepost.Extraction.Formats.Images;

/// <summary>A picture in shades of grey, one octet a pixel, 0 for black. Looking for codes wants no more.</summary>
internal sealed record GreyImage(byte[] Pixels, int Width, int Height)
{
    /// <summary>A white one.</summary>
    public static GreyImage White(int width, int height)
    {
        var pixels = new byte[width * height];
        Array.Fill(pixels, (byte)255);
        return new GreyImage(pixels, width, height);
    }

    /// <summary>Half as wide and high, each pixel the mean of four.</summary>
    public GreyImage Half()
    {
        var (width, height) = (Width / 2, Height / 2);
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            var upper = Pixels.AsSpan(2 * y * Width, 2 * width);
            var lower = Pixels.AsSpan(((2 * y) + 1) * Width, 2 * width);
            var row = pixels.AsSpan(y * width, width);
            for (var x = 0; x < width; x++)
                row[x] = (byte)((upper[2 * x] + upper[(2 * x) + 1] + lower[2 * x] + lower[(2 * x) + 1]) / 4);
        }
        return new GreyImage(pixels, width, height);
    }

    /// <summary>So many times as wide and high, with a white margin of so many pixels: codes without a quiet zone, and of one pixel a module, are read so.</summary>
    public GreyImage Enlarged(int times, int margin, byte ground = 255)
    {
        var (width, height) = ((Width * times) + (2 * margin), (Height * times) + (2 * margin));
        var pixels = new byte[width * height];
        Array.Fill(pixels, ground);
        for (var y = 0; y < Height * times; y++)
        {
            var source = Pixels.AsSpan(y / times * Width, Width);
            var row = pixels.AsSpan(((y + margin) * width) + margin, Width * times);
            for (var x = 0; x < row.Length; x++)
                row[x] = source[x / times];
        }
        return new GreyImage(pixels, width, height);
    }

    /// <summary>Black for white.</summary>
    public GreyImage Inverted()
    {
        var pixels = new byte[Pixels.Length];
        for (var index = 0; index < pixels.Length; index++)
            pixels[index] = (byte)(255 - Pixels[index]);
        return this with { Pixels = pixels };
    }
}
