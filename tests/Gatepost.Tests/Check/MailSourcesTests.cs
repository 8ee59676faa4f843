using System.Text;
using Gatepost.Commands.Check;
using Gatepost.Terminal;

namespace Gatepost.Tests.Check;

public class MailSourcesTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void The_messages_of_an_mbox_are_numbered_and_unquoted()
    {
        _run.Write("all.mbox", "From a@b Mon\nSubject: 1\n\n>From the start\n\nFrom b@c Tue\nSubject: 2\n\n>>From deep\n");
        Assert.Equal(
            ["all.mbox#1: Subject: 1\r\n\r\nFrom the start\r\n\r\n", "all.mbox#2: Subject: 2\r\n\r\n>From deep\r\n"],
            Read("all.mbox"));
    }

    [Fact]
    public void A_From_line_inside_a_paragraph_divides_nothing()
    {
        _run.Write("one.eml", "Subject: 1\n\nsome words\nFrom here on\n\nFrom an address\n");
        Assert.Equal(["one.eml: Subject: 1\r\n\r\nsome words\r\nFrom here on\r\n\r\nFrom an address\r\n"], Read("one.eml"));
    }

    [Fact]
    public void One_message_that_a_mail_client_saved_with_its_From_line_is_no_mbox()
    {
        _run.Write("saved.eml", "From a@b Mon Jan  1\nSubject: 1\n\nbody\n");
        Assert.Equal(["saved.eml: Subject: 1\r\n\r\nbody\r\n"], Read("saved.eml"));
    }

    [Fact]
    public void A_Maildir_gives_what_is_delivered_and_not_what_is_being_written()
    {
        _run.Write("box/cur/1:2,S", "Subject: cur\n\n");
        _run.Write("box/new/2", "Subject: new\n\n");
        _run.Write("box/tmp/3", "Subject: tmp\n\n");
        Assert.Equal(["box/cur/1:2,S: Subject: cur\r\n\r\n", "box/new/2: Subject: new\r\n\r\n"], Read("box"));
    }

    [Fact]
    public void A_folder_is_read_with_its_subfolders_and_without_following_links()
    {
        _run.Write("set/a/1.eml", "Subject: 1\n\n");
        _run.Write("set/b.eml", "Subject: 2\n\n");
        Directory.CreateSymbolicLink(Path.Combine(_run.Folder, "set/a/loop"), Path.Combine(_run.Folder, "set"));
        Assert.Equal(["set/a/1.eml: Subject: 1\r\n\r\n", "set/b.eml: Subject: 2\r\n\r\n"], Read("set"));
    }

    [Fact]
    public void Standard_input_is_a_message()
    {
        _run.Input = "Subject: in\r\n\r\nx"u8.ToArray();
        Assert.Equal(["-: Subject: in\r\n\r\nx"], Read("-"));
    }

    [Theory]
    [InlineData("a\rb\r\nc\n\n", "a\rb\r\nc\r\n\r\n")]
    [InlineData("no end", "no end")]
    [InlineData("", "")]
    public void Lines_come_out_as_they_would_have_come_by_SMTP(string file, string mail)
    {
        _run.Write("m.eml", file);
        Assert.Equal(["m.eml: " + mail], Read("m.eml"));
    }

    [Fact]
    public void A_line_across_the_end_of_a_buffer_keeps_its_one_line_end()
    {
        foreach (var length in (int[])[65_534, 65_535, 65_536, 65_537, 200_000])
        {
            _run.Write("m.eml", new string('x', length) + "\r\ny\r\n");
            Assert.Equal("m.eml: " + new string('x', length) + "\r\ny\r\n", Assert.Single(Read("m.eml")));
        }
    }

    [Fact]
    public void A_message_beyond_the_limit_is_named_and_not_read_into_memory()
    {
        _run.Write("big.eml", new string('x', 5_000));
        var source = Assert.Single(Sources(new CheckLimits { MessageOctets = 1_000 }, "big.eml"));
        Assert.Equal((null, "the message is larger than 1000 octets"), (source.Octets, source.Error));
    }

    private IEnumerable<string> Read(params string[] paths) =>
        Sources(new CheckLimits(), paths).Select(source => $"{source.Path}: {source.Error ?? Encoding.UTF8.GetString(source.Octets!)}");

    private MailSource[] Sources(CheckLimits limits, params string[] paths)
    {
        var io = new CommandIo
        {
            Out = TextWriter.Null, Error = TextWriter.Null, OpenInput = () => new MemoryStream(_run.Input), Environment = _ => null, WorkingFolder = _run.Folder,
        };
        return [.. new MailSources(io, limits).Read(paths)];
    }
}
