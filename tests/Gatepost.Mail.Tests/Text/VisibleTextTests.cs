using Gatepost.Mail.Text;

namespace Gatepost.Mail.Tests.Text;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain ~!", "plain ~!")]
    [InlineData("关于 Привет ñ 🎉 é", "关于 Привет ñ 🎉 é")]
    [InlineData("a\tb\r\nc", "a b  c")]
    [InlineData("\u001b[2J", "<U+001B>[2J")]
    [InlineData("\u007f\u009b31m\0", "<U+007F><U+009B>31m<U+0000>")]
    [InlineData("a\u202Eb\u2066c\u200Fd\u061C", "a<U+202E>b<U+2066>c<U+200F>d<U+061C>")]
    [InlineData("pay\u200Bpal\u2060\uFEFF\u00AD\u034F\u3164", "pay<U+200B>pal<U+2060><U+FEFF><U+00AD><U+034F><U+3164>")]
    [InlineData("a\u2028b\u2029\u0085", "a<U+2028>b<U+2029><U+0085>")]
    [InlineData("\U000E0041\uE000", "<U+E0041><U+E000>")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Text_of_strangers_is_shown_as_what_it_is(string? text, string shown) => Assert.Equal(shown, VisibleText.OneLine(text));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcdef...")]
    [InlineData("ab\u202Ecd", 8, "ab...")]
    [InlineData("ab\u202Ecd", 10, "ab<U+202E>...")]
    [InlineData("ab\U0001F389", 3, "ab...")]
    [InlineData("ab\U0001F389", 4, "ab\U0001F389")]
    public void It_is_cut_between_characters_and_never_grows_beyond(string text, int most, string shown) => Assert.Equal(shown, VisibleText.OneLine(text, most));

    [Fact]
    public void Half_a_surrogate_pair_is_no_letter() => Assert.Equal("\uFFFDx\uFFFD", VisibleText.OneLine("\uD800x\uDC00"));

    [Fact]
    public void A_clean_line_is_given_back_and_a_clean_one_is_cleaned_once()
    {
        const string clean = "nothing to see";
        Assert.Same(clean, VisibleText.OneLine(clean));
        var once = VisibleText.OneLine("a\u202E\n\u0007b");
        Assert.Equal(once, VisibleText.OneLine(once));
    }
}
