using System.Globalization;
using System.Text;
using Gatepost.Extraction.Tests.Formats.Images;
using SkiaSharp;

namespace Gatepost.Extraction.Tests.Formats.Pdf;

public sealed class PdfCodeTests
{
    private const string Url = "https://login.example/verify";

    [Fact]
    public void A_JPEG_on_a_page_is_a_member_with_its_code()
    {
        using var code = CodeSample.Draw(Url);
        var sample = new PdfSample { Content = "q 200 0 0 200 100 400 cm /X Do Q" };
        var picture = CodeSample.Encode(code, SKEncodedImageFormat.Jpeg);
        var number = sample.AddStream($"/Type /XObject /Subtype /Image /Width {code.Width} /Height {code.Height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode", picture);
        sample.Resources = $"/XObject << /X {number} 0 R >>";

        var opening = Patient.Open(sample.ToArray());

        Assert.Equal(picture, opening.Octets[0]);
        Assert.False(opening.Nodes[0].IsFile);
        Assert.Equal([(Url, "qr")], opening.Answer.Links.Select(link => (link.Url, link.Carrier)));
    }

    [Theory]
    [InlineData("grey")]
    [InlineData("colour")]
    [InlineData("bits")]
    [InlineData("palette")]
    [InlineData("predictor")]
    public void Samples_are_read_in_each_layout(string layout)
    {
        var modules = CodeSample.Modules(Url);
        using var code = CodeSample.Draw(modules, 4);
        var (octets, dictionary) = Samples(code, layout);
        var sample = new PdfSample { Content = "q 200 0 0 200 100 400 cm /X Do Q" };
        var number = sample.AddStream($"/Type /XObject /Subtype /Image /Width {code.Width} /Height {code.Height} {dictionary}", PdfSample.Deflate(octets));
        sample.Resources = $"/XObject << /X {number} 0 R >>";

        Assert.Equal([(Url, "qr")], Patient.Open(sample.ToArray()).Answer.Links.Select(link => (link.Url, link.Carrier)));
    }

    [Theory]
    [InlineData("boxes")]
    [InlineData("paths")]
    public void A_code_drawn_with_boxes_is_read(string way)
    {
        var modules = CodeSample.Modules(Url);
        var content = new StringBuilder("0 0 0 rg 2 0 0 2 100 400 cm\n");
        for (var y = 0; y < modules.GetLength(0); y++)
        {
            for (var x = 0; x < modules.GetLength(1); x++)
            {
                var top = modules.GetLength(0) - y;
                if (modules[y, x] && way == "boxes")
                    content.Append(CultureInfo.InvariantCulture, $"{x} {top} 1 1 re f\n");
                else if (modules[y, x])
                    content.Append(CultureInfo.InvariantCulture, $"{x} {top} m {x + 1} {top} l {x + 1} {top + 1} l {x} {top + 1} l h f\n");
            }
        }

        Assert.Equal([Url], Patient.Open(new PdfSample { Content = content.ToString() }.ToArray()).Answer.Links.Select(link => link.Url));
    }

    [Fact]
    public void A_code_cut_into_pictures_is_read()
    {
        using var code = CodeSample.Draw(Url, 6);
        var (octets, _) = Samples(code, "grey");
        var half = code.Height / 2;
        var sample = new PdfSample { Content = $"q 200 0 0 100 100 500 cm /A Do Q q 200 0 0 100 100 400 cm /B Do Q" };
        const string Kind = "/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8";
        var upper = sample.AddStream($"{Kind} /Width {code.Width} /Height {half}", octets[..(half * code.Width)]);
        var lower = sample.AddStream($"{Kind} /Width {code.Width} /Height {half}", octets[(half * code.Width)..(2 * half * code.Width)]);
        sample.Resources = $"/XObject << /A {upper} 0 R /B {lower} 0 R >>";

        Assert.Equal([Url], Patient.Open(sample.ToArray()).Answer.Links.Select(link => link.Url));
    }

    [Fact]
    public void A_picture_that_says_it_is_huge_does_no_harm()
    {
        var sample = new PdfSample { Content = "BT /F1 12 Tf 50 700 Td (Hello) Tj ET" };
        foreach (var filter in (string[])["/FlateDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/LZWDecode", "/DCTDecode"])
            sample.AddStream($"/Subtype /Image /Width 900000 /Height 900000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter {filter}", PdfSample.Deflate(new byte[1_000]));

        Assert.Contains("Hello", PdfReaderTests.Visible(Patient.Open(sample.ToArray()).Answer.Texts), StringComparison.Ordinal);
    }

    private static (byte[] Octets, string Dictionary) Samples(SKBitmap code, string layout)
    {
        using var output = new MemoryStream();
        for (var y = 0; y < code.Height; y++)
        {
            if (layout == "predictor")
                output.WriteByte(0);
            for (var x = 0; x < code.Width; x++)
            {
                var grey = code.GetPixel(x, y).Red;
                if (layout == "bits" && x % 8 == 0)
                    output.WriteByte((byte)Enumerable.Range(x, 8).Sum(bit => bit < code.Width && code.GetPixel(bit, y).Red > 0 ? 128 >> (bit - x) : 0));
                else if (layout == "palette")
                    output.WriteByte((byte)(grey > 0 ? 1 : 0));
                else if (layout != "bits")
                    output.Write(layout == "colour" ? [grey, grey, grey] : [grey]);
            }
        }
        var kind = layout switch
        {
            "colour" => "/ColorSpace /DeviceRGB /BitsPerComponent 8",
            "bits" => "/ColorSpace /DeviceGray /BitsPerComponent 1",
            "palette" => "/ColorSpace [/Indexed /DeviceRGB 1 <000000FFFFFF>] /BitsPerComponent 8",
            _ => "/ColorSpace /DeviceGray /BitsPerComponent 8",
        };
        var parameters = layout == "predictor" ? $"/DecodeParms << /Predictor 15 /Columns {code.Width} >>" : "";
        return (output.ToArray(), $"{kind} /Filter /FlateDecode {parameters}");
    }
}
