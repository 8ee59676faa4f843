using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Mail.Tests.Text;

public sealed class HiddenTextTests
{
    [Theory]
    [InlineData("<span style='display:none'>x</span>a", "a", "x")]
    [InlineData("<span style='DISPLAY : none !important;'>x</span>a", "a", "x")]
    [InlineData("<span style='display:/**/none'>x</span>a", "a", "x")]
    [InlineData("<span style='disp&#108;ay:none'>x</span>a", "a", "x")]
    [InlineData("<div style='background:url(a;b);display:none'>x</div>a", "a", "x")]
    [InlineData("<div style='display:none'><p>x<b>y</b><p>z</div>a", "a", "xy\nz")]
    [InlineData("<p style='display:none'>x<p>a", "a", "x")]
    [InlineData("<table><tr><td style='display:none'>x<td>a</table>", "a", "x")]
    [InlineData("<div style='visibility:hidden'>x<b style='visibility:visible'>a</b>y</div>", "a", "x\ny")]
    [InlineData("<div style='font-size:0'>x<b style='font-size:12px'>a</b>y</div>", "a", "x\ny")]
    [InlineData("<span style='font-size:1px'>x</span>a", "a", "x")]
    [InlineData("<span style='font-size:0.01em'>x</span>a", "a", "x")]
    [InlineData("<span style='font:0/0 Arial'>x</span>a", "a", "x")]
    [InlineData("<span style='font:1px/20px Arial'>x</span>a", "a", "x")]
    [InlineData("<font color=#ffffff>x</font>a", "a", "x")]
    [InlineData("<span style='color:#FEFEFE'>x</span>a", "a", "x")]
    [InlineData("<span style='color:white'>x</span>a", "a", "x")]
    [InlineData("<span style='color:rgb(255, 255,254)'>x</span>a", "a", "x")]
    [InlineData("<span style='color:rgba(0,0,0,0)'>x</span>a", "a", "x")]
    [InlineData("<span style='color:transparent'>x</span>a", "a", "x")]
    [InlineData("<body bgcolor=#000000 text=#ffffff>a<span style='color:#010101'>x</span>", "a", "x")]
    [InlineData("<table bgcolor=red><tr><td><font color=red>x</font>a</table>", "a", "x")]
    [InlineData("<div style='opacity:0'>x<p style='opacity:1'>y</p></div>a", "a", "x\ny")]
    [InlineData("<div style='mso-hide:all'>x</div>a", "a", "x")]
    [InlineData("<div style='max-height:0;overflow:hidden'>x</div>a", "a", "x")]
    [InlineData("<div style='overflow:hidden;height:0px;width:0px'>x</div>a", "a", "x")]
    [InlineData("<div style='position:absolute;left:-9999px'>x</div>a", "a", "x")]
    [InlineData("<div style='text-indent:-5000px'>x</div>a", "a", "x")]
    [InlineData("<div hidden>x</div>a", "a", "x")]
    [InlineData("<template>x</template>a", "a", "x")]
    [InlineData("<style>.p{display:none!important} .q{color:red}</style><div class='q p'>x</div><i class=q>a</i>", "a", "x")]
    [InlineData("<style>#x, td.y { font-size: 0 }</style><b id=x>x</b><p class=y>y</p>a", "a", "x\ny")]
    [InlineData("vi<span style='display:none'>xx</span>agra", "viagra", "xx")]
    [InlineData("a<!-- note -->b", "ab", "note")]
    [InlineData("a<!-- never ends", "a", "never ends")]
    [InlineData("<div style='display:none'>x</div></div></p>a", "a", "x")]
    public void What_nobody_sees_is_kept_apart(string html, string shown, string hidden) => Assert.Equal((shown, hidden), Read(html));

    [Theory]
    [InlineData("<span style='color:#777777'>a</span>")]
    [InlineData("<span style='color:#cccccc'>a</span>")]
    [InlineData("<body bgcolor=black><span style='color:white'>a</span>")]
    [InlineData("<td style='background-color:#336699;color:#fff'>a</td>")]
    [InlineData("<td style='background:#000 none;color:#fff'>a</td>")]
    [InlineData("<td background=http://a.example/x.png style='color:#fff'>a</td>")]
    [InlineData("<td style='background-image:linear-gradient(red,blue);color:#fff'>a</td>")]
    [InlineData("<td style='font-size:0'><span style='font-size:14px'>a</span></td>")]
    [InlineData("<div style='height:0'>a</div>")]
    [InlineData("<div style='width:5%;overflow:hidden'>a</div>")]
    [InlineData("<div style='overflow:hidden;height:20px'>a</div>")]
    [InlineData("<div style='position:absolute;left:-5px'>a</div>")]
    [InlineData("<div style='display:block;visibility:visible;opacity:1'>a</div>")]
    [InlineData("<style>@media (max-width:600px){.m{display:none}}</style><div class=m>a</div>")]
    [InlineData("<style>div .m{display:none}</style><div class=m>a</div>")]
    [InlineData("<img hidden>a")]
    [InlineData("<br style='display:none'>a")]
    [InlineData("<p style='display:none'></p>a")]
    [InlineData("<div style='font:bold 12px/0 Arial'>a</div>")]
    [InlineData("<!---->a")]
    public void What_is_seen_is_not(string html) => Assert.Equal(("a", ""), Read(html));

    [Fact]
    public void Deeper_than_browsers_go_text_looks_like_what_it_is_in()
    {
        var html = string.Concat(Enumerable.Repeat("<div>", 2_000)) + "a<b style='display:none'>b</b>" + string.Concat(Enumerable.Repeat("</div>", 2_000)) + "<i style='display:none'>x</i>";
        Assert.Equal(("ab", "x"), Read(html));
    }

    [Fact]
    public void A_long_rule_for_many_elements_is_not_applied_for_ever()
    {
        var html = $"<style>b{{{new string(' ', 400)}display:none}}</style>" + string.Concat(Enumerable.Repeat("<b>x</b>", 20_000));
        var (shown, hidden) = Read(html);
        Assert.InRange(hidden.Count(letter => letter == 'x'), 1_000, 19_000);
        Assert.Equal(20_000, shown.Count(letter => letter == 'x') + hidden.Count(letter => letter == 'x'));
    }

    private static (string Shown, string Hidden) Read(string html)
    {
        var texts = MessageTextReader.Read(MessagePartReader.Read(Content($"Content-Type: text/html; charset=utf-8\r\n\r\n{html} "), new ReadingLimits(), default), new TextLimits(), default).Texts;
        return (texts.Single(text => text.Kind == TextKind.Visible).Text, texts.SingleOrDefault(text => text.Kind == TextKind.Hidden)?.Text ?? "");
    }
}
