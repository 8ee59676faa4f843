using Gatepost.Terminal;

namespace Gatepost.Tests.Terminal;

public class TerminalTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("关于 Привет ñ", "关于 Привет ñ")]
    [InlineData("a\tb\r\nc", "a b  c")]
    [InlineData("\u001b[2J", "<U+001B>[2J")]
    [InlineData("\u009b31m", "<U+009B>31m")]
    [InlineData("a\u202Eb\u2066c\u200Fd", "a<U+202E>b<U+2066>c<U+200F>d")]
    [InlineData("a\u2028b", "a<U+2028>b")]
    [InlineData(null, "")]
    public void Text_of_strangers_is_shown_as_what_it_is(string? text, string shown) => Assert.Equal(shown, TerminalText.Clean(text));

    [Fact]
    public void Half_a_surrogate_pair_is_no_letter() => Assert.Equal("\uFFFDx", TerminalText.Clean("\uD800x"));

    [Theory]
    [InlineData("hello", 5, "hello")]
    [InlineData("hello", 4, "hel…")]
    [InlineData("关于会议", 8, "关于会议")]
    [InlineData("关于会议", 7, "关于会…")]
    [InlineData("关于会议", 6, "关于…")]
    public void Text_is_cut_to_columns_where_wide_letters_take_two(string text, int columns, string shown) =>
        Assert.Equal(shown, TerminalText.Fit(text, columns));

    [Theory]
    [InlineData("the quick brown fox", 9, "the quick|brown fox")]
    [InlineData("supercalifragilistic", 8, "supercal|ifragili|stic")]
    [InlineData("关于下周会议", 4, "关于|下周|会议")]
    [InlineData("a\nb", 9, "a b")]
    [InlineData("", 9, "")]
    public void Text_is_wrapped_between_words_where_that_is_possible(string text, int columns, string lines) =>
        Assert.Equal(lines, string.Join('|', TerminalText.Wrap(text, columns)));

    [Fact]
    public void A_table_keeps_to_the_width_and_cuts_only_flexible_columns()
    {
        using var output = new StringWriter();
        var io = new CommandIo { Out = output, Error = TextWriter.Null, OpenInput = () => Stream.Null, Environment = _ => null, WorkingFolder = "/", Width = 40 };
        var table = new TextTable(new("ID"), new("SUBJECT", IsFlexible: true), new("N", IsRight: true));
        table.Add("0197e2a4-5a7c", "A rather long subject that does not fit", "12");
        table.Add("1", "短い", "5");
        table.Write(io);
        Assert.Equal("ID             SUBJECT                 N\n0197e2a4-5a7c  A rather long subjec…  12\n1              短い                    5\n", output.ToString().ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(60, "ID             WHY\n0197e2a4-5a7c  because it is so and not otherwise, said the\n               judge\n")]
    [InlineData(40, "ID\n0197e2a4-5a7c\n    because it is so and not otherwise,\n    said the judge\n")]
    public void A_reason_is_wrapped_beside_its_row_or_below_it_and_never_cut(int width, string expected)
    {
        using var output = new StringWriter();
        var io = new CommandIo { Out = output, Error = TextWriter.Null, OpenInput = () => Stream.Null, Environment = _ => null, WorkingFolder = "/", Width = width };
        var table = new TextTable(new("ID"), new("WHY", IsWrapped: true));
        table.Add("0197e2a4-5a7c", "because it is so and not otherwise, said the judge");
        table.Write(io);
        Assert.Equal(expected, output.ToString().ReplaceLineEndings("\n"));
    }
}
