using System.Globalization;
using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Pdf;

public sealed class HostilePdfTests
{
    private const string Shown = "BT /F1 12 Tf 50 700 Td (Pay at https://pay.example/in) Tj ET";

    [Theory]
    [InlineData("no table")]
    [InlineData("wrong table")]
    [InlineData("cut off")]
    [InlineData("wrong length")]
    public void A_damaged_document_is_read_all_the_same(string damage)
    {
        var sample = new PdfSample { Content = Shown };
        var action = sample.Add("<< /S /URI /URI (https://action.example/) >>");
        sample.AddStream("/Filter /FlateDecode", PdfSample.Deflate("<< /S /URI /URI (https://packed.example/) >>"u8.ToArray()));
        sample.Page = $"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A {action} 0 R >>]";
        var text = Encoding.Latin1.GetString(sample.ToArray(withTable: damage != "no table"));
        text = damage switch
        {
            "wrong table" => text.Replace("startxref\n", "startxref\n9", StringComparison.Ordinal),
            "cut off" => text[..text.LastIndexOf("endstream", StringComparison.Ordinal)],
            "wrong length" => text.Replace("/Length 6", "/Length 1", StringComparison.Ordinal),
            _ => text,
        };

        var answer = Patient.Open(Encoding.Latin1.GetBytes(text)).Answer;

        Assert.Contains(answer.Links, link => link.Url == "https://action.example/");
        Assert.Contains(answer.Links, link => link.Url == "https://pay.example/in");
    }

    [Fact]
    public void What_is_no_PDF_but_says_so_is_searched()
    {
        var answer = Patient.Open("%PDF-1.4 garbage /S /#4caunch /F (evil.exe) <</J#53 (app.alert\\(\\)) /URI(https://x.example/\\051)"u8.ToArray());

        Assert.Equal(["evil.exe", "https://x.example/)"], answer.Answer.Links.Select(link => link.Url));
        Assert.Equal("app.alert()", answer.Text(0));
        Assert.Contains(answer.Problems, problem => problem.Kind == PartProblemKind.Malformed);
    }

    [Fact]
    public void A_bomb_of_filters_ends_at_a_limit()
    {
        var bomb = new byte[60_000_000];
        var content = PdfSample.Deflate(PdfSample.Deflate(bomb));
        var sample = new PdfSample { Content = Shown };
        sample.Page = $"/Annots [{sample.Add("<< /S /URI /URI (https://action.example/) >>")} 0 R]";
        // The page's own content, in two forms: twice packed, and run lengths of hex digits.
        var number = sample.AddStream("/Filter [/FlateDecode /FlateDecode]", content);
        sample.Resources = $"/XObject << /X {number} 0 R >>";
        sample.Content = Shown;
        var bytes = Encoding.Latin1.GetString(sample.ToArray(withTable: false)).Replace("/Contents 4 0 R", $"/Contents [4 0 R {number} 0 R]", StringComparison.Ordinal);

        var answer = Patient.Open(Encoding.Latin1.GetBytes(bytes)).Answer;

        Assert.Contains(answer.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
        Assert.Contains(answer.Links, link => link.Url == "https://action.example/");
    }

    [Fact]
    public void A_page_of_a_million_operators_is_cut()
    {
        var sample = new PdfSample { Content = string.Concat(Enumerable.Repeat("BT (a) Tj ET ", 400_000)) };

        Assert.Contains(Patient.Open(Packed(sample.Content)).Problems, problem => problem.Kind == PartProblemKind.LimitReached);
        Assert.Empty(Patient.Open(Packed(sample.Content[..40_001])).Problems);
    }

    private static byte[] Packed(string content)
    {
        var sample = new PdfSample();
        var number = sample.AddStream("/Filter /FlateDecode", PdfSample.Deflate(Encoding.Latin1.GetBytes(content)));
        return Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(sample.ToArray()).Replace("/Contents 4 0 R", $"/Contents {number} 0 R", StringComparison.Ordinal));
    }

    [Fact]
    public void Forms_that_draw_each_other_ten_times_end_at_a_limit_and_twice_do_not()
    {
        Assert.Contains(Patient.Open(Nested(times: 10, depth: 12)).Problems, problem => problem.Kind == PartProblemKind.LimitReached);
        var honest = Patient.Open(Nested(times: 2, depth: 4));
        Assert.Empty(honest.Problems);
        Assert.Contains("deep", PdfReaderTests.Visible(honest.Answer.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public void An_embedded_file_that_unpacks_without_end_is_cut()
    {
        var sample = new PdfSample { Content = Shown };
        var number = sample.AddStream("/Type /EmbeddedFile /Filter /FlateDecode", PdfSample.Deflate(new byte[150_000_000]));
        sample.Catalog = $"/Names << /EmbeddedFiles << /Names [(a) << /F (a.bin) /EF << /F {number} 0 R >> >>] >> >>";

        var answer = Patient.Open(sample.ToArray()).Answer;

        Assert.Contains(answer.Problems, problem => problem.Node == 1 && problem.Kind == PartProblemKind.LimitReached);
        Assert.Contains("Pay at", PdfReaderTests.Visible(answer.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public void Trees_30000_deep_are_walked()
    {
        var sample = new PdfSample { Content = Shown };
        const int Depth = 30_000;
        for (var level = 0; level < Depth; level++)
            sample.Add(string.Create(CultureInfo.InvariantCulture, $"<< /Kids [{level + 7} 0 R] >>"));
        sample.Add("<< /Names [(x) << /S /URI /URI (https://deep.example/) >>] >>");
        sample.Catalog = "/Names << /EmbeddedFiles 6 0 R /Dests 6 0 R >> /Outlines 6 0 R";

        var answer = Patient.Open(sample.ToArray()).Answer;

        Assert.Contains(answer.Links, link => link.Url == "https://deep.example/");
    }

    [Fact]
    public void Nested_brackets_do_no_harm()
    {
        var sample = new PdfSample { Content = Shown };
        sample.Add(new string('[', 500_000));
        sample.Add(string.Concat(Enumerable.Repeat("<</A", 200_000)));

        var answer = Patient.Open(sample.ToArray()).Answer;

        Assert.Contains(answer.Links, link => link.Url == "https://pay.example/in");
    }

    private static byte[] Nested(int times, int depth)
    {
        var sample = new PdfSample { Content = "/X Do" };
        var inner = sample.AddStream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> >>", "BT /F1 9 Tf 10 10 Td (deep ) Tj ET"u8.ToArray());
        for (var level = 1; level < depth; level++)
        {
            inner = sample.AddStream(
                $"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X{level} {inner} 0 R >> >>",
                Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"/X{level} Do ", times))));
        }
        sample.Resources = $"/XObject << /X {inner} 0 R >>";
        return sample.ToArray();
    }
}
