using System.Text;
using Gatepost.Mail.Mime;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace Gatepost.Extraction.Tests.Formats.Pdf;

public sealed class PdfReaderTests
{
    private const string Shown = "BT /F1 12 Tf 50 700 Td (Your invoice) Tj 0 -14 Td (pay at https://pay.example/in) Tj ET";

    [Fact]
    public void Text_properties_and_links_in_the_text_are_stated()
    {
        var builder = new PdfDocumentBuilder { DocumentInformation = { Title = "Quarterly figures", Author = "M. Example" } };
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        var page = builder.AddPage(PageSize.A4);
        page.AddText("See www.figures.example/q3 today.", 12, new PdfPoint(50, 700), font);
        page.AddText("https://figures.example/very/long/path/", 12, new PdfPoint(50, 650), font);
        page.AddText("and/its/rest?x=1", 12, new PdfPoint(50, 635), font);

        var answer = Patient.Open(builder.Build()).Answer;

        Assert.Contains(answer.Texts, text => text.Kind == TextKind.Property && text.Text == "Quarterly figures");
        Assert.Contains(answer.Texts, text => text.Kind == TextKind.Property && text.Text == "M. Example");
        Assert.Contains("See www.figures.example/q3 today.", Visible(answer.Texts), StringComparison.Ordinal);
        Assert.Equal(
            ["www.figures.example/q3", "https://figures.example/very/long/path/", "https://figures.example/very/long/path/and/its/rest?x=1"],
            answer.Links.Select(link => link.Url));
        Assert.All(answer.Links, link => Assert.Equal("pdf", link.Carrier));
        Assert.Empty(answer.Problems);
    }

    [Fact]
    public void A_line_that_only_stands_below_is_not_joined_to_a_link()
    {
        var sample = new PdfSample { Content = "BT /F1 12 Tf 50 700 Td (visit https://shop.example) Tj 0 -14 Td (Thank you for your order) Tj ET" };

        Assert.Equal(["https://shop.example"], Patient.Open(sample.ToArray()).Answer.Links.Select(link => link.Url));
    }

    [Theory]
    [InlineData("<< /S /URI /URI (https://a.example/x\\)) >>", "https://a.example/x)")]
    [InlineData("<< /S /URI /URI <68747470733A2F2F622E6578616D706C65> >>", "https://b.example")]
    [InlineData("<< /S /Launch /F (cmd.exe) >>", "cmd.exe")]
    [InlineData("<< /S /Launch /Win << /F (powershell.exe) /P (-enc AAAA) >> >>", "powershell.exe -enc AAAA")]
    [InlineData("<< /S /GoToR /F << /Type /Filespec /UF (\\\\\\\\server\\\\share) >> /D [0 /Fit] >>", "\\\\server\\share")]
    [InlineData("<< /S /SubmitForm /F << /FS /URL /F (https://collect.example/form) >> >>", "https://collect.example/form")]
    [InlineData("<< /#53 /#55RI /UR#49 (https://hidden.example/) >>", "https://hidden.example/")]
    public void Where_an_action_leads_is_a_link(string action, string expected)
    {
        var sample = new PdfSample { Content = Shown };
        var number = sample.Add($"<< /Type /Annot /Subtype /Link /Rect [0 0 100 100] /A {action} >>");
        sample.Page = $"/Annots [{number} 0 R]";

        var answer = Patient.Open(sample.ToArray()).Answer;

        Assert.Contains(answer.Links, link => link.Url == expected && link.Carrier == "pdf");
        Assert.Contains("Your invoice", Visible(answer.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public void Scripts_are_members_for_others_to_judge()
    {
        var sample = new PdfSample { Content = Shown };
        var stream = sample.AddStream("/Filter /FlateDecode", PdfSample.Deflate("app.launchURL('https://js.example/')"u8.ToArray()));
        sample.Catalog = $"/OpenAction << /S /JavaScript /JS {stream} 0 R >> /Names << /JavaScript << /Names [(x) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>";

        var opening = Patient.Open(sample.ToArray());

        var scripts = opening.Nodes.Select((node, at) => (node, opening.Text(at))).Where(pair => pair.node.Name == "script.js").ToList();
        Assert.Equal(["app.alert(1)", "app.launchURL('https://js.example/')"], scripts.Select(pair => pair.Item2).Order(StringComparer.Ordinal));
        Assert.All(scripts, pair => Assert.True(pair.node is { IsFile: false, DeclaredType: "text/javascript" }));
    }

    [Fact]
    public void Files_within_are_members_whoever_names_them()
    {
        var sample = new PdfSample { Content = Shown };
        var named = sample.AddStream("/Type /EmbeddedFile /Filter [/ASCIIHexDecode /FlateDecode]", Encoding.ASCII.GetBytes(Convert.ToHexString(PdfSample.Deflate("named"u8.ToArray())) + ">"));
        var noted = sample.AddStream("/Type /EmbeddedFile /Subtype /application#2Fzip", "noted"u8.ToArray());
        sample.AddStream("/Type /EmbeddedFile", "nobody's"u8.ToArray());
        var note = sample.Add($"<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS << /Type /Filespec /F (note.zip) /EF << /F {noted} 0 R >> >> >>");
        sample.Page = $"/Annots [{note} 0 R]";
        sample.Catalog = $"/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a.txt) /UF <FEFF00E4002E007400780074> /EF << /F {named} 0 R /UF {named} 0 R >> >>] >> >>";

        var opening = Patient.Open(sample.ToArray());

        Assert.Equal([("ä.txt", "named"), ("note.zip", "noted"), (null, "nobody's")],
            opening.Nodes.Select((node, at) => (node.Name, opening.Text(at))).OrderBy(pair => pair.Item2 == "nobody's").ThenBy(pair => pair.Item2, StringComparer.Ordinal));
        Assert.Equal("application/zip", opening.Nodes.Single(node => node.Name == "note.zip").DeclaredType);
        Assert.All(opening.Nodes, node => Assert.True(node.IsFile));
    }

    [Fact]
    public void Forms_of_XFA_are_read()
    {
        var sample = new PdfSample { Content = Shown };
        var form = sample.AddStream("", """
            <xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template><text>Sign in at https://xfa.example/login</text><script>xfa.host.gotoURL("x")</script>
            <submit target="https://post.example/"/></template></xdp:xdp>
            """u8.ToArray());
        sample.Catalog = $"/AcroForm << /XFA [(template) {form} 0 R] >>";

        var opening = Patient.Open(sample.ToArray());

        Assert.Contains("Sign in at", Visible(opening.Answer.Texts), StringComparison.Ordinal);
        Assert.Contains(opening.Answer.Links, link => link.Url == "https://post.example/");
        Assert.Contains(opening.Answer.Links, link => link.Url == "https://xfa.example/login");
        Assert.Contains(opening.Nodes, node => node.Name == "script.js");
    }

    internal static string Visible(IEnumerable<Mail.Extraction.ExtractedText> texts) => string.Join('\n', texts.Where(text => text.Kind == TextKind.Visible).Select(text => text.Text));
}
