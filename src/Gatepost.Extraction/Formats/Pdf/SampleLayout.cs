using Gatepost.Extraction.Formats.Images;
using UglyToad.PdfPig.Tokens;

namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>How the samples of a picture stand (section 8.9.5), and what grey each is.</summary>
/// <param name="Components">Colours a pixel.</param>
/// <param name="Bits">Of each.</param>
/// <param name="Palette">The grey of each index, or null where samples are colours themselves.</param>
internal sealed record SampleLayout(int Components, int Bits, byte[]? Palette)
{
    private const int LargestRow = 1_048_576;

    public static SampleLayout BlackAndWhite { get; } = new(1, 1, null);

    /// <summary>As the dictionary has it, or null where it cannot be told.</summary>
    public static SampleLayout? Of(DictionaryToken dictionary, PdfObjects objects)
    {
        if ((objects.Get(dictionary, "ImageMask") ?? objects.Get(dictionary, "IM")) is BooleanToken { Data: true })
            return BlackAndWhite;
        var bits = (int)(objects.Number(dictionary, "BitsPerComponent") ?? objects.Number(dictionary, "BPC") ?? 8);
        if (bits is not (1 or 2 or 4 or 8 or 16))
            return null;
        var space = objects.Get(dictionary, "ColorSpace") ?? objects.Get(dictionary, "CS");
        if (space is ArrayToken { Length: >= 4 } array && (objects.Resolve(array.Data[0]) as NameToken)?.Data is "Indexed" or "I" && space is ArrayToken indexed)
            return PaletteOf(indexed, objects) is { } palette ? new SampleLayout(1, bits, palette) : null;
        return ComponentsOf(space, objects) is { } components ? new SampleLayout(components, bits, null) : null;
    }

    /// <summary>Reads row by row.</summary>
    public GreyImage? Read(Stream samples, int width, int height, int longest, PdfAllowance allowance)
    {
        var length = (((long)width * Components * Bits) + 7) / 8;
        if (length > LargestRow)
            return null;
        var row = new byte[length];
        var greys = new byte[width];
        var reducer = new RowReducer(width, height, longest);
        for (var y = 0; y < height; y++)
        {
            var read = samples.ReadAtLeast(row, row.Length, throwOnEndOfStream: false);
            if (read == 0)
                break;
            allowance.Spend(read);
            row.AsSpan(read).Clear();
            for (var x = 0; x < width; x++)
                greys[x] = GreyOf(row, x);
            reducer.Append(greys);
        }
        return reducer.Finish();
    }

    private byte GreyOf(byte[] row, int x)
    {
        var first = Sample(row, x * Components);
        if (Palette is not null)
            return first < Palette.Length ? Palette[first] : (byte)255;
        if (Components == 1)
            return Scaled(first);
        return Grey(Scaled(first), Scaled(Sample(row, (x * Components) + 1)), Components > 2 ? Scaled(Sample(row, (x * Components) + 2)) : 0, Components > 3 ? Scaled(Sample(row, (x * Components) + 3)) : -1);
    }

    private int Sample(byte[] row, int index) => Bits switch
    {
        8 => row[index],
        16 => row[index * 2],
        _ => (row[index * Bits / 8] >> (8 - Bits - (index * Bits % 8))) & ((1 << Bits) - 1),
    };

    private byte Scaled(int sample) => (byte)(Bits >= 8 ? sample : sample * 255 / ((1 << Bits) - 1));

    /// <summary>Of red, green and blue; with a fourth of cyan, magenta, yellow and black.</summary>
    private static byte Grey(int first, int second, int third, int fourth)
    {
        var grey = ((77 * first) + (151 * second) + (28 * third)) >> 8;
        return (byte)(fourth < 0 ? grey : Math.Max(0, 255 - grey - fourth));
    }

    private static int? ComponentsOf(IToken? space, PdfObjects objects)
    {
        var kind = space switch { NameToken name => name.Data, ArrayToken { Length: > 0 } array => (objects.Resolve(array.Data[0]) as NameToken)?.Data, _ => null };
        return kind switch
        {
            null or "DeviceGray" or "G" or "CalGray" or "Separation" => 1,
            "DeviceRGB" or "RGB" or "CalRGB" or "Lab" => 3,
            "DeviceCMYK" or "CMYK" => 4,
            "ICCBased" when space is ArrayToken { Length: > 1 } profile && objects.Resolve(profile.Data[1]) is StreamToken stream =>
                objects.Number(stream.StreamDictionary, "N") is 1 or 3 or 4 ? (int)objects.Number(stream.StreamDictionary, "N")! : null,
            "DeviceN" when space is ArrayToken { Length: > 1 } names && objects.Resolve(names.Data[1]) is ArrayToken { Length: > 0 and <= 4 } list => list.Length,
            _ => null,
        };
    }

    private static byte[]? PaletteOf(ArrayToken space, PdfObjects objects)
    {
        if (ComponentsOf(objects.Resolve(space.Data[1]), objects) is not { } components)
            return null;
        var table = objects.Resolve(space.Data[3]) switch
        {
            StringToken text => text.GetBytes(),
            HexToken hex => hex.Bytes.ToArray(),
            StreamToken stream => Filters.BoundedFilter.ReadBounded(objects.Open(stream, out _), objects.Allowance),
            _ => [],
        };
        var greys = new byte[Math.Min(256, table.Length / components)];
        for (var index = 0; index < greys.Length; index++)
        {
            var colour = table.AsSpan(index * components, components);
            greys[index] = components == 1 ? colour[0] : Grey(colour[0], colour[1], components > 2 ? colour[2] : 0, components > 3 ? colour[3] : -1);
        }
        return greys;
    }
}
