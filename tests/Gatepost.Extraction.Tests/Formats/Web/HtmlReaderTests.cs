using System.Globalization;
using System.IO.Compression;
using System.Text;
using Gatepost.Extraction.Tests.Formats.Images;
using SkiaSharp;

namespace Gatepost.Extraction.Tests.Formats.Web;

public sealed class HtmlReaderTests
{
    private const string Url = "https://login.example/verify";

    private static readonly byte[] Zip = MakeZip();

    private static readonly string Base64 = Convert.ToBase64String(Zip);

    public static TheoryData<string, string?> Smuggled => new()
    {
        { $"<a download=\"invoice.zip\" href=\"data:application/zip;base64,{Base64}\">open</a>", "invoice.zip" },
        { $"<a href='data:application/octet-stream;base64,{Uri.EscapeDataString(Base64)}' download='b.zip'>open</a>", "b.zip" },
        { $"<script>var a = atob(\"{Base64}\"); saveAs(new Blob([a]), \"c.zip\");</script>", "c.zip" },
        { $"<script>const d = '{Base64[..200]}' + '{Base64[200..280]}' +\n  '{Base64[280..]}'; link.download = 'd.zip'</script>", "d.zip" },
        { $"<script>new Blob([new Uint8Array([{string.Join(',', Zip)}])])</script>", null },
        { $"<script>x=[{string.Join(", ", Zip.Select(octet => "0x" + octet.ToString("x2", CultureInfo.InvariantCulture)))}]</script>", null },
        { $"<script>hex = \"{Convert.ToHexString(Zip)}\"</script>", null },
        { $"<script>s = \"{string.Concat(Zip.Select(octet => "\\x" + octet.ToString("x2", CultureInfo.InvariantCulture)))}\"</script>", null },
    };

    [Theory]
    [MemberData(nameof(Smuggled))]
    public void What_a_page_carries_in_itself_is_a_member(string markup, string? name)
    {
        var opening = Patient.Open(Encoding.UTF8.GetBytes($"<html><body>{markup}</body></html>"));

        var at = opening.Nodes.IndexOf(opening.Nodes.First(node => node.TrueType == "zip"));
        Assert.Equal(Zip, opening.Octets[at]);
        Assert.Equal((name, true), (opening.Nodes[at].Name, opening.Nodes[at].IsFile));
    }

    [Fact]
    public void A_page_that_is_written_out_of_escapes_is_read()
    {
        var inner = "<html><body><script>x = atob('" + Base64 + "')</script></body></html>";
        var escaped = string.Concat(Encoding.UTF8.GetBytes(inner).Select(octet => "%" + octet.ToString("X2", CultureInfo.InvariantCulture)));

        var opening = Patient.Open(Encoding.UTF8.GetBytes($"<html><script>document.write(unescape('{escaped}'))</script></html>"));

        Assert.Equal(["html", "zip"], opening.Nodes.Select(node => node.TrueType).Take(2));
    }

    [Fact]
    public void An_ordinary_page_carries_nothing()
    {
        var opening = Patient.Open(Encoding.UTF8.GetBytes("""
            <html><head><style>.a { background: url("x.png") }</style><script>var words = ["one","two","three"]; var n = [1, 2, 3]; f({ id: "0123456789abcdef0123456789abcdef" });</script></head>
            <body><a href="https://track.example/c?d=aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29ybGQ">It's "fine"</a>
            <table><tr><td bgcolor="#000000">A</td><td>B</td></tr></table></body></html>
            """));

        Assert.Empty(opening.Nodes);
        Assert.Empty(opening.Answer.Links);
        Assert.Empty(opening.Problems);
    }

    [Fact]
    public void A_code_of_an_inline_picture_is_a_link()
    {
        using var code = CodeSample.Draw(Url, 4);
        var opening = Patient.Open(Encoding.ASCII.GetBytes($"<html><img src=\"data:image/png;base64,{Convert.ToBase64String(CodeSample.Encode(code))}\"></html>"));

        Assert.Equal([Url], opening.Answer.Links.Select(link => link.Url));
        Assert.False(Assert.Single(opening.Nodes).IsFile);
    }

    [Theory]
    [InlineData("halves")]
    [InlineData("blocks")]
    [InlineData("squares")]
    [InlineData("signs")]
    [InlineData("inverted")]
    public void A_code_drawn_with_characters_is_a_link(string way)
    {
        var modules = CodeSample.Modules(Url);
        var lines = CharacterLines(modules, way);
        var open = way == "squares" ? "<div>" : "<pre>";
        var opening = Patient.Open(Encoding.UTF8.GetBytes($"<html><body><p>Scan me</p>{open}{string.Join(way == "squares" ? "<br>\n" : "\n", lines)}{open.Replace("<", "</", StringComparison.Ordinal)}</body></html>"));

        Assert.Equal([Url], opening.Answer.Links.Select(link => link.Url).Distinct());
    }

    [Theory]
    [InlineData("attribute")]
    [InlineData("style")]
    [InlineData("class")]
    [InlineData("spans")]
    public void A_code_drawn_with_cells_is_a_link(string way)
    {
        var modules = CodeSample.Modules(Url);
        var table = new StringBuilder("<html><head><style>.w { background: #fff } td.b{background-color:#111}</style></head><table cellspacing=0>");
        for (var y = 0; y < modules.GetLength(0); y++)
        {
            table.Append("<tr>");
            for (var x = 0; x < modules.GetLength(1);)
            {
                var isDark = modules[y, x];
                var run = 1;
                while (way == "spans" && x + run < modules.GetLength(1) && modules[y, x + run] == isDark)
                    run++;
                table.Append(way switch
                {
                    "attribute" => isDark ? "<td bgcolor=black></td>" : "<td bgcolor=white></td>",
                    "style" => isDark ? "<td style=\"width:4px;background:rgb(10, 10, 10)\"></td>" : "<td style='background-color:#ffffff'>&nbsp;</td>",
                    "class" => isDark ? "<td class=\"x b\"></td>" : "<td class='w'></td>",
                    _ => isDark ? $"<td colspan={run} bgcolor='#000'></td>" : $"<td colspan=\"{run}\"></td>",
                });
                x += run;
            }
            table.Append("</tr>\n");
        }

        var opening = Patient.Open(Encoding.UTF8.GetBytes(table.Append("</table></html>").ToString()));

        Assert.Equal([Url], opening.Answer.Links.Select(link => link.Url));
    }

    [Fact]
    public void A_code_cut_into_pictures_is_a_link()
    {
        using var code = CodeSample.Draw(Url, 6);
        var page = new StringBuilder("<html><table cellpadding=0>");
        for (var row = 0; row < 3; row++)
        {
            page.Append("<tr>");
            for (var column = 0; column < 3; column++)
            {
                using var piece = new SKBitmap(code.Width / 3, code.Height / 3);
                using (var canvas = new SKCanvas(piece))
                    canvas.DrawBitmap(code, -column * piece.Width, -row * piece.Height, new SKSamplingOptions(SKFilterMode.Nearest));
                page.Append("<td><img src=\"data:image/png;base64,").Append(Convert.ToBase64String(CodeSample.Encode(piece))).Append("\"></td>");
            }
            page.Append("</tr>");
        }

        var opening = Patient.Open(Encoding.ASCII.GetBytes(page.Append("</table></html>").ToString()));

        Assert.Equal([Url], opening.Answer.Links.Select(link => link.Url));
    }

    [Fact]
    public void A_drawing_of_SVG_and_its_links_are_read()
    {
        var modules = CodeSample.Modules(Url);
        var boxes = new StringBuilder("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40'><rect width='100' height='100' fill='#ffffff'/><a href='https://svg.example/'><text>Click here</text></a>");
        var path = new StringBuilder();
        for (var y = 0; y < modules.GetLength(0); y++)
        {
            for (var x = 0; x < modules.GetLength(1); x++)
            {
                if (!modules[y, x])
                    continue;
                if (y % 2 == 0)
                    boxes.Append(CultureInfo.InvariantCulture, $"<rect x='{x + 4}' y='{y + 4}' width='1' height='1' fill='#000'/>");
                else
                    path.Append(CultureInfo.InvariantCulture, $"M{x + 4} {y + 4}h1v1h-1z");
            }
        }

        var opening = Patient.Open(Encoding.UTF8.GetBytes(boxes.Append("<path d='").Append(path).Append("'/><script>location='x'</script></svg>").ToString()));

        Assert.Contains(opening.Answer.Links, link => (link.Url, link.Carrier) == (Url, "qr"));
        Assert.Contains(opening.Answer.Links, link => (link.Url, link.Carrier) == ("https://svg.example/", "svg"));
        Assert.Contains(opening.Answer.Texts, text => text.Text.Contains("Click here", StringComparison.Ordinal));
        Assert.Contains(opening.Nodes, node => node.Name == "script.js");
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("'")]
    [InlineData("[1,")]
    [InlineData("data:x,")]
    [InlineData("\"a\",")]
    [InlineData("<table><tr><td bgcolor=black>")]
    [InlineData("<img src='data:image/png;base64,AAAA'>")]
    [InlineData("█\n")]
    [InlineData("<!--")]
    [InlineData("\"AAAA\"+")]
    public void A_page_of_one_thing_200000_times_is_read_in_one_pass(string thing)
    {
        var page = "<html>" + string.Concat(Enumerable.Repeat(thing, 200_000));

        var opening = Patient.Open(Encoding.UTF8.GetBytes(page));

        Assert.Empty(opening.Answer.Links);
    }

    private static IEnumerable<string> CharacterLines(bool[,] modules, string way)
    {
        var size = modules.GetLength(0);
        bool Dark(int y, int x) => y >= 0 && y < size && x >= 0 && x < size && modules[y, x];
        if (way is "halves" or "inverted")
        {
            var light = way == "inverted";
            for (var y = light ? -2 : 0; y < size + (light ? 2 : 0); y += 2)
            {
                yield return string.Concat(Enumerable.Range(light ? -2 : 0, size + (light ? 4 : 0)).Select(x => (Dark(y, x) != light, Dark(y + 1, x) != light) switch
                {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    _ => ' ',
                }));
            }
            yield break;
        }
        for (var y = 0; y < size; y++)
        {
            yield return string.Concat(Enumerable.Range(0, size).Select(x => way switch
            {
                "blocks" => Dark(y, x) ? "██" : "  ",
                "signs" => Dark(y, x) ? "##" : "  ",
                _ => Dark(y, x) ? "⬛" : "⬜",
            }));
        }
    }

    private static byte[] MakeZip()
    {
        using var output = new MemoryStream();
        using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("run.js", CompressionLevel.NoCompression).Open();
            entry.Write(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 40).Select(line => $"line {line};"))));
        }
        return output.ToArray();
    }
}
