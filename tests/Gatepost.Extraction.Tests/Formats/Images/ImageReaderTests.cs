using System.Buffers.Binary;
using System.IO.Compression;
using Gatepost.Mail.Mime;
using SkiaSharp;
using ZXing;
using ZXing.Aztec;
using ZXing.Datamatrix;

namespace Gatepost.Extraction.Tests.Formats.Images;

public sealed class ImageReaderTests
{
    private const string Url = "https://login.example/verify?id=4711";

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_code_is_a_link_in_each_format(SKEncodedImageFormat format)
    {
        using var code = CodeSample.Draw(Url);

        var answer = Patient.Open(CodeSample.Encode(code, format)).Answer;

        var link = Assert.Single(answer.Links);
        Assert.Equal((Url, "qr"), (link.Url, link.Carrier));
        Assert.Empty(answer.Problems);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(40)]
    public void Modules_may_have_any_size(int pixels)
    {
        using var code = CodeSample.Draw(Url, pixels);

        Assert.Equal([Url], Links(CodeSample.Encode(code)));
    }

    [Theory]
    [InlineData(0xFFFFFFFF, 0xFF000000)]
    [InlineData(0xFF707070, 0xFF8A8A8A)]
    [InlineData(0xFF000080, 0xFFFFFF00)]
    [InlineData(0xFFFFF000, 0xFFFFFFFF)]
    [InlineData(0xFFFF0000, 0xFF000000)]
    [InlineData(0xFF000000, 0x00000000)]
    [InlineData(0xFFFFFFFF, 0x00FFFFFF)]
    public void Colours_may_be_any_that_a_telephone_reads(uint dark, uint light)
    {
        using var code = CodeSample.Draw(Url, 6, new SKColor(dark), new SKColor(light));

        Assert.Equal([Url], Links(CodeSample.Encode(code)));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(45)]
    [InlineData(90)]
    [InlineData(200)]
    public void A_code_may_be_turned(float degrees)
    {
        using var code = CodeSample.Draw(Url);

        Assert.Equal([Url], Links(CodeSample.Place(code, 900, 700, canvas =>
        {
            canvas.Translate(450, 350);
            canvas.RotateDegrees(degrees);
            canvas.Translate(-code.Width / 2f, -code.Height / 2f);
        })));
    }

    [Fact]
    public void Several_codes_of_one_picture_are_read()
    {
        using var first = CodeSample.Draw(Url, 5);
        using var second = CodeSample.Draw("https://second.example/", 5);
        using var sheet = new SKBitmap(first.Width + second.Width + 300, 600);
        using (var canvas = new SKCanvas(sheet))
        {
            canvas.Clear(SKColors.White);
            canvas.DrawBitmap(first, 20, 30, new SKSamplingOptions(SKFilterMode.Nearest));
            canvas.DrawBitmap(second, first.Width + 200, 250, new SKSamplingOptions(SKFilterMode.Nearest));
        }

        Assert.Equal(["https://login.example/verify?id=4711", "https://second.example/"], Links(CodeSample.Encode(sheet)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("login.example/x", "http://login.example/x")]
    [InlineData("WWW.LOGIN.EXAMPLE", "WWW.LOGIN.EXAMPLE")]
    [InlineData("mailto:a@b.example", "mailto:a@b.example")]
    [InlineData("tel:+4912345", "tel:+4912345")]
    [InlineData("URL:https://a.example", "https://a.example")]
    public void What_a_telephone_opens_is_a_link(string content, string link)
    {
        using var code = CodeSample.Draw(content);

        Assert.Equal([link], Links(CodeSample.Encode(code)));
    }

    [Theory]
    [InlineData("WIFI:T:WPA;S:guest;P:secret;;")]
    [InlineData("Order 4711, 3 pieces")]
    public void Other_contents_are_texts(string content)
    {
        using var code = CodeSample.Draw(content);

        var answer = Patient.Open(CodeSample.Encode(code)).Answer;

        Assert.Equal(content, Assert.Single(answer.Texts).Text);
        Assert.Empty(answer.Links);
    }

    [Fact]
    public void Other_kinds_of_codes_are_read()
    {
        var matrix = CodeSample.ToModules(new DataMatrixWriter().encode(Url, BarcodeFormat.DATA_MATRIX, 1, 1, new Dictionary<EncodeHintType, object>()));
        var aztec = CodeSample.ToModules(new AztecWriter().encode("https://aztec.example/", BarcodeFormat.AZTEC, 1, 1));
        using var first = CodeSample.Draw(matrix, 5);
        using var second = CodeSample.Draw(aztec, 5);

        Assert.Equal([Url], Links(CodeSample.Encode(first)));
        Assert.Equal(["https://aztec.example/"], Links(CodeSample.Encode(second)));
    }

    [Fact]
    public void A_photo_with_a_code_is_read_and_one_without_gives_nothing()
    {
        using var photo = CodeSample.Photo(4_000, 3_000);
        var without = Patient.Open(CodeSample.Encode(photo, SKEncodedImageFormat.Jpeg)).Answer;
        Assert.Empty(without.Links);
        Assert.Empty(without.Texts);
        Assert.Empty(without.Problems);

        using var code = CodeSample.Draw(Url, 12);
        using (var canvas = new SKCanvas(photo))
        {
            canvas.Translate(1_700, 900);
            canvas.RotateDegrees(7);
            canvas.DrawBitmap(code, 0, 0, new SKSamplingOptions(SKFilterMode.Linear));
        }
        Assert.Equal([Url], Links(CodeSample.Encode(photo, SKEncodedImageFormat.Jpeg)));
    }

    [Fact]
    public void A_picture_of_billions_of_pixels_is_refused_before_it_is_decoded()
    {
        var problem = Assert.Single(Patient.Open(PngOf(60_000, 60_000)).Problems);

        Assert.Equal(PartProblemKind.LimitReached, problem.Kind);
        Assert.Contains("60000 x 60000", problem.Reason, StringComparison.Ordinal);
        Assert.Empty(Patient.Open(PngOf(600, 600)).Problems);
    }

    [Fact]
    public void A_picture_that_is_cut_off_does_no_harm()
    {
        using var code = CodeSample.Draw(Url, 8);
        var whole = CodeSample.Encode(code);
        foreach (var length in (int[])[9, 40, whole.Length / 2])
            _ = Patient.Open(whole[..length]);
        Assert.Equal([Url], Links(whole));
    }

    private static IEnumerable<string> Links(byte[] picture) => Patient.Open(picture).Answer.Links.Select(link => link.Url);

    /// <summary>A white picture of one bit a pixel.</summary>
    private static byte[] PngOf(int width, int height)
    {
        using var output = new MemoryStream();
        output.Write([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (1, 0);
        Chunk(output, "IHDR"u8, head);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + ((width + 7) / 8)];
            for (var y = 0; y < Math.Min(height, 1_000); y++)
                zlib.Write(row);
        }
        Chunk(output, "IDAT"u8, packed.ToArray());
        Chunk(output, "IEND"u8, []);
        return output.ToArray();
    }

    private static void Chunk(MemoryStream output, ReadOnlySpan<byte> type, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        output.Write(number);
        output.Write(type);
        output.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum([.. type, .. content]));
        output.Write(number);
    }

    private static uint Checksum(byte[] octets)
    {
        var sum = uint.MaxValue;
        foreach (var octet in octets)
        {
            sum ^= octet;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) != 0 ? (sum >> 1) ^ 0xedb88320 : sum >> 1;
        }
        return ~sum;
    }
}
