using System.Text;
using Gatepost.Extraction.Tests.Formats.Office;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Rtf;

public sealed class RtfTests
{
    private static OpenedDocument Open(string rtf) => OpenedDocument.Of(Encoding.Latin1.GetBytes(rtf));

    [Theory]
    [InlineData(@"{\rtf1\ansi Hello {\b world}\par next}", "Hello world\nnext")]
    // What Word opens all the same.
    [InlineData(@"{\rt Hello", "Hello")]
    [InlineData(@"{\rtvpn Hello}}}} there", "Hello there")]
    [InlineData(@"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет")]
    [InlineData(@"{\rtf1{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset128 MS;}}\f1 \'cf\'f0\f0 e\f2 \'93\'fa}", "Прe日")]
    [InlineData(@"{\rtf1\uc1 a\u8364?b\u-4051 ?{\uc2\u1055??}\u55357?\u56832?}", "a€b\uf02dП\ud83d\ude00")]
    [InlineData(@"{\rtf1 a\emdash b\tab c\~d\_e\{\}\\}", "a—b\tc d-e{}\\")]
    [InlineData(@"{\rtf1 a{\*\unknown not seen}b{\stylesheet{\s1 Heading;}}c{\footnote note}}", "abcnote")]
    [InlineData("{\\rtf1 a\\bin5 }}}}}b}", "ab")]
    public void Text(string rtf, string expected) => Assert.Equal(expected, Open(rtf).Text.TrimEnd());

    [Fact]
    public void Hidden_text_is_marked()
    {
        var opened = Open(@"{\rtf1 seen {\v not seen} seen}");
        Assert.Equal("seen  seen", opened.Text);
        Assert.Equal("not seen", opened.HiddenText);
    }

    [Fact]
    public void Fields_give_links_with_their_words()
    {
        var opened = Open(@"{\rtf1 {\field{\*\fldinst {HYPERLINK ""http://bad.example/a"" }}{\fldrslt {\ul our bank}}} {\field{\*\fldinst DDEAUTO c:\\\\cmd.exe ""/c calc""}{\fldrslt x}}}");
        var link = Assert.Single(opened.Answer.Links);
        Assert.Equal(("http://bad.example/a", "rtf", "our bank"), (link.Url, link.Carrier, link.Shown));
        Assert.Equal("our bank x", opened.Text);
        Assert.Contains("cmd.exe", opened.HiddenText, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_is_a_link() => Assert.Equal(["http://bad.example/t.dotm"], Open(@"{\rtf1{\*\template http://bad.example/t.dotm}text}").Links);

    [Fact]
    public void Properties_are_said()
    {
        var opened = Open(@"{\rtf1{\info{\title Invoice}{\author Mallory}}text}");
        Assert.Equal("Invoice\nMallory", opened.Properties);
        Assert.Equal("text", opened.Text);
    }

    private static string Object(string className, byte[] octets) =>
        Convert.ToHexString([1, 5, 0, 0, 2, 0, 0, 0, .. BitConverter.GetBytes(className.Length + 1), .. Encoding.Latin1.GetBytes(className), 0, 0, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(octets.Length), .. octets]);

    private static byte[] Package => NativeObjectTests.Package("evil.js", "alert(1)"u8.ToArray())[4..];

    [Fact]
    public void A_package_in_an_object_is_a_member()
    {
        var opened = Open($@"{{\rtf1 {{\object\objemb{{\*\objclass Package}}{{\*\objdata {Object("Package", Package)}}}{{\result shown}}}}}}");
        Assert.Equal("alert(1)", opened.TextOf("evil.js"));
        Assert.Equal("shown", opened.Text.Trim());
    }

    [Fact]
    public void Junk_between_the_digits_hides_nothing()
    {
        var junk = string.Concat(Object("Package", Package).Select((digit, index) => (index % 5) switch
        {
            0 => $"{digit}\r\n",
            1 => $@"{digit}{{\*\foo abcdef123}}",
            2 => $@"{digit}\par ",
            3 => $"{digit}{{}}zz-",
            _ => digit.ToString(),
        }));
        Assert.Equal("alert(1)", Open($@"{{\rtf1{{\object{{\*\objdata {junk}").TextOf("evil.js"));
    }

    [Fact]
    public void Octets_of_bin_are_part_of_the_object()
    {
        var hex = Object("Package", Package);
        var binary = Encoding.Latin1.GetString(Convert.FromHexString(hex[40..]));
        Assert.Equal("alert(1)", Open($@"{{\rtf1{{\object{{\*\objdata {hex[..40]}\bin{binary.Length} {binary}}}}}}}").TextOf("evil.js"));
    }

    [Fact]
    public void A_compound_file_in_an_object_is_opened()
    {
        var compound = new CompoundSample().Stream("\u0001Ole10Native", NativeObjectTests.Package("inner.exe", "MZ"u8.ToArray())).ToArray();
        var opened = Open($@"{{\rtf1{{\object{{\*\objdata {Object("Equation.3", compound)}}}}}}}");
        Assert.Equal("ole2", opened.Answer.Nodes[0].TrueType);
        Assert.Equal("MZ", opened.TextOf("inner.exe"));
    }

    [Fact]
    public void Pictures_are_members_and_drawings_are_not()
    {
        var opened = Open(@"{\rtf1{\pict\pngblip\picw10 {\*\blipuid 00112233} 89504e470d0a1a0a 0001}{\pict\wmetafile8 0100090000}}");
        Assert.Equal(Convert.FromHexString("89504e470d0a1a0a0001"), Assert.Single(opened.Members));
    }

    [Fact]
    public void The_HTML_that_a_message_was_made_from_is_a_member()
    {
        var opened = Open(@"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <a href=""http://bad.example/"">}\htmlrtf {\field{\*\fldinst HYPERLINK ""http://bad.example/""}{\fldrslt\htmlrtf0 click\htmlrtf }}\htmlrtf0 {\*\htmltag72 </a>}}");
        var html = Encoding.UTF8.GetString(Assert.Single(opened.Members));
        Assert.Equal("<a href=\"http://bad.example/\">click</a>", html.Trim());
        Assert.Equal("text/html", opened.Answer.Nodes[0].DeclaredType);
    }

    [Fact]
    public void Depth_costs_no_stack()
    {
        var opened = Open("{\\rtf1" + new string('{', 3_000_000) + "deep" + new string('}', 3_000_000) + " end}");
        Assert.Equal("deep end", opened.Text);
    }

    [Fact]
    public void Objects_in_objects_are_read_once()
    {
        var opened = Open("{\\rtf1" + string.Concat(Enumerable.Repeat(@"{\*\objdata 0102", 50_000)));
        Assert.True(opened.Answer.Nodes.Length <= 1);
        Assert.False(opened.HasProblem(PartProblemKind.LimitReached));
    }
}
