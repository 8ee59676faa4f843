using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Mail.Tests.Mime;

public sealed class CarrierWatchTests
{
    private static readonly string Base64 = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('x', 1_200)));

    private static readonly string Long = new('A', 400);

    public static TheoryData<string> Carrying => new(
    [
        $"<script>atob('{Long}')</script>",
        $"<ScRiPt>x = '{Long}'</ScRiPt>",
        $"<script>x = [{string.Join(",", Enumerable.Repeat(77, 100))}]</script>",
        "<script>a = 'UEsDBBQAAAAIAAAA' + 'UEsDBBQAAAAIAAAA'</script>",
        string.Concat(Enumerable.Repeat("<p>\u2588\u2588\u2580\u2580\u2584\u2584\u2588\u2588</p>", 20)),
        string.Concat(Enumerable.Repeat("&#9608;&#9600;", 60)),
        string.Concat(Enumerable.Repeat("<pre>##############  ##</pre>", 6)),
        "<a href=\" DATA:text/html,%3Cscript%3Ealert(1)%3C/script%3E\">x</a>",
        "<img src=data:image/svg+xml,%3Csvg%3E>",
        new string('\u00e9', 100) + "<IMG SRC='data:image/gif;base64,R0lGOD'>",
        "<img src=\"data:image/png;base64,iVBORw0KGgo=\">",
        "<script>var a = atob('UEsDBA==');</script>",
        "<script>new Blob([new Uint8Array([80,75,3,4])])</script>",
        "<script>String.fromCharCode(80,75)</script>",
        $"<script>var x = '{Base64}';</script>",
        string.Concat(Enumerable.Repeat("\u2588\u2588  \u2588\r\n", 40)),
        string.Concat(Enumerable.Repeat("<tr>" + string.Concat(Enumerable.Repeat("<td bgcolor=black></td>", 21)) + "</tr>", 21)),
        string.Concat(Enumerable.Repeat("##  ##########  ##  ##  ######\r\n", 40)),
    ]);

    public static TheoryData<string> Harmless => new(
    [
        "<p>Dear customer, your order 1111111 is on its way.</p>",
        $"<a href=\"https://track.example/{Long}\">more</a>",
        "<script>var words = ['one', 'two', 'three']; f('a' + 'b')</script>",
        string.Concat(Enumerable.Repeat("<tr><td>a</td><td>b</td></tr>", 60)),
        "<ul>\u25aa one \u25aa two \u25aa three</ul>",
        "", "Hello, how are you?\r\nWe begin 644 things tomorrow.\r\nbegin at 8\r\nbeginning 100 days\r\n",
        "<p>See https://tracker.example/?u=" + Base64[..800] + ".</p>",
        "-----------------------\r\n##############################\r\nNews\r\n##############################\r\n",
        string.Concat(Enumerable.Repeat("<tr><td>a</td><td>b</td></tr>", 150)),
        "The function is called atobb, and base64, is a word; data: is one too.",
        string.Concat(Enumerable.Repeat("\u2588 good \u2588\r\n", 20)),
    ]);

    [Theory]
    [MemberData(nameof(Carrying))]
    public void What_only_a_worker_can_open_is_seen_however_the_octets_come(string text) => Assert.All([1, 7, 64, 4_096, 1_000_000], block => Assert.True(Look(text, block), $"in blocks of {block}"));

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Ordinary_text_is_let_be_however_the_octets_come(string text) => Assert.All([1, 7, 64, 4_096, 1_000_000], block => Assert.False(Look(text, block), $"in blocks of {block}"));

    [Fact]
    public void A_part_says_so()
    {
        static MessagePart Read(string body) => MessagePartReader.Read(new MemoryContent(Encoding.UTF8.GetBytes(body)), new ReadingLimits(), default).All[0];
        const string page = "<img src=\"data:image/png;base64,iVBORw0KGgo=\">";
        Assert.True(Read("Content-Type: text/html\r\n\r\n" + page).HoldsFiles);
        Assert.True(Read("Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Convert.ToBase64String(Encoding.ASCII.GetBytes(page))).HoldsFiles);
        Assert.False(Read("Content-Type: text/html\r\n\r\n<p>Hello.</p>\r\n").HoldsFiles);
        // Declared as nothing in particular, it may turn out to be a page; a picture is no text.
        Assert.True(Read("Content-Type: application/octet-stream\r\n\r\n" + page).HoldsFiles);
        Assert.False(Read("Content-Type: image/png\r\n\r\n" + page).HoldsFiles);
    }

    private static bool Look(string text, int block)
    {
        var watch = new CarrierWatch();
        watch.Begin();
        foreach (var piece in Encoding.UTF8.GetBytes(text).Chunk(block))
            watch.Append(piece);
        return watch.End();
    }
}
