using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Tests.Text;

public sealed class HtmlCarriersTests
{
    private static readonly string Long = new('A', 400);

    [Fact]
    public void Pages_that_carry_or_draw_want_a_worker()
    {
        string[] pages =
        [
            "<img src=\"data:image/png;base64,AAAA\">",
            $"<script>atob('{Long}')</script>",
            $"<script>x = [{string.Join(",", Enumerable.Repeat(77, 100))}]</script>",
            "<script>a = 'UEsDBBQAAAAIAAAA' + 'UEsDBBQAAAAIAAAA'</script>",
            string.Concat(Enumerable.Repeat("<p>██▀▀▄▄██</p>", 20)),
            string.Concat(Enumerable.Repeat("&#9608;&#9600;", 60)),
            string.Concat(Enumerable.Repeat("<td bgcolor=black></td>", 441)),
            string.Concat(Enumerable.Repeat("<pre>##############  ##</pre>", 6)),
        ];

        Assert.All(pages, page => Assert.True(HtmlCarriers.HoldsBlobs(Encoding.UTF8.GetBytes(page)), page[..30]));
    }

    [Fact]
    public void Ordinary_pages_do_not()
    {
        string[] pages =
        [
            "",
            "<p>Dear customer, your order 1111111 is on its way.</p>",
            $"<a href=\"https://track.example/{Long}\">more</a>",
            "<script>var words = ['one', 'two', 'three']; f('a' + 'b')</script>",
            string.Concat(Enumerable.Repeat("<tr><td>a</td><td>b</td></tr>", 60)),
            "<ul>▪ one ▪ two ▪ three</ul>",
        ];

        Assert.All(pages, page => Assert.False(HtmlCarriers.HoldsBlobs(Encoding.UTF8.GetBytes(page)), page[..Math.Min(30, page.Length)]));
    }
}
