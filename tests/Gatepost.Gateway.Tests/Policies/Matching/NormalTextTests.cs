using System.Diagnostics;
using Gatepost.Gateway.Policies.Matching;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Tests.Policies.Matching;

public sealed class NormalTextTests
{
    [Theory]
    [InlineData('\u0301')]
    [InlineData('\uFF9E')]
    [InlineData('\u0489')]
    public void A_letter_with_a_million_marks_takes_no_square_of_time(char mark)
    {
        // Marks of two classes by turns have to be put in order, which is the costly part.
        var text = "a" + string.Concat(Enumerable.Repeat(mark + "\u0323", 500_000)) + " wire transfer";
        var watch = Stopwatch.StartNew();
        Assert.True(Finds("wire transfer", text));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Theory]
    [InlineData('\uFFFE')]
    [InlineData('\uFFFF')]
    [InlineData('\uD800')]
    [InlineData('\uDC00')]
    public void What_is_no_character_does_not_switch_normalisation_off(char bad)
    {
        Assert.True(Finds("urgent", "\uFF55\uFF52\uFF47\uFF45\uFF4E\uFF54 " + bad));
        Assert.Equal("\uFFFD", NormalText.Of(bad.ToString()));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C")]
    [InlineData("\uFF76\uFF9E", "\u30AC")]
    [InlineData("\u0E19\u0E49\u0E33", "\u0E19\u0E49\u0E4D\u0E32")]
    [InlineData("\uD83D\uDE00", "\uD83D\uDE00")]
    public void Letters_with_their_marks_stay_what_they_are(string text, string normal) => Assert.Equal(normal, NormalText.Of(text));

    private static bool Finds(string phrase, string text)
    {
        var found = new HashSet<string>();
        new PhraseMatcher([phrase]).Find(FoldedText.Of(text), found);
        return found.Count == 1;
    }
}
