using System.Collections.Immutable;
using System.Text;
using Gatepost.Gateway.Extraction;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Tests.Extraction;

public sealed class ContentExtractionTests
{
    private static readonly byte[] Gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1];

    [Fact]
    public async Task Members_stand_behind_their_file_numbered_by_parent_and_in_reading_order()
    {
        var answer = FakeExtractor.Nothing with
        {
            Nodes = [Node(0, "a"), Node(0, "b"), Node(1, "a1"), Node(1, "a2"), Node(3, "a1x"), Node(2, "b1")],
        };
        var content = await OpenAsync(new FakeExtractor(_ => FakeExtractor.Done(answer)), Message("first.gz", "second.gz"));
        Assert.Equal(
            ["1", "2", "2/1 a", "2/1/1 a1", "2/1/1/1 a1x", "2/1/2 a2", "2/2 b", "2/2/1 b1", "3", "3/1 a", "3/1/1 a1", "3/1/1/1 a1x", "3/1/2 a2", "3/2 b", "3/2/1 b1"],
            content.All.Select(part => part.IsMember ? $"{part.Path} {part.Name}" : part.Path));
        var deepest = content.All.Single(part => part.Path == "2/1/1/1");
        Assert.Equal(("2/1/1", 3, true, true), (deepest.Parent, deepest.Depth, deepest.IsMember, deepest.IsAttachment));
        using var reader = new StreamReader(content.Open(deepest));
        Assert.Equal("member 5", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        // The message's own parts are read from the message.
        using var own = content.Open(content.All[1]);
        Assert.Equal(0x1f, own.ReadByte());
    }

    [Fact]
    public async Task Texts_links_and_problems_know_their_part()
    {
        var answer = FakeExtractor.Nothing with
        {
            Nodes = [Node(0, "a")],
            Texts = [new ExtractedText(1, TextKind.Hidden, "hello")],
            Links = [new ExtractedLink(1, "https://a.example/", "pdf", "click"), new ExtractedLink(0, "https://b.example/", "qr", null)],
            Problems = [new ExtractedProblem(1, PartProblemKind.Unread, "damaged")],
        };
        var content = await OpenAsync(new FakeExtractor(_ => FakeExtractor.Done(answer)), Message("first.gz"));
        Assert.Equal(new PartProblem("2/1", PartProblemKind.Unread, "damaged"), Assert.Single(content.Problems));
        var texts = MessageTextReader.Read(content, new TextLimits(), default);
        Assert.Equal([new PartText("1", "Hello."), new PartText("2/1", "hello", TextKind.Hidden)], texts.Texts);
        Assert.Equal(["b.example qr 2", "a.example pdf 2/1"], texts.Links.Select(link => $"{link.Host} {link.Carrier} {link.Part}"));
    }

    [Fact]
    public async Task What_no_worker_opens_is_not_handed_over()
    {
        var extractor = new FakeExtractor(_ => throw new InvalidOperationException()) { Types = System.Collections.Frozen.FrozenSet<string>.Empty };
        var content = await OpenAsync(extractor, Message("first.gz"));
        Assert.Empty(content.Problems);
        Assert.Empty(extractor.Asked);
    }

    [Fact]
    public async Task Without_workers_a_file_is_not_tried_and_a_message_without_files_does_not_care()
    {
        var extractor = new FakeExtractor(_ => throw new InvalidOperationException()) { Types = null };
        Assert.Equal(PartProblemKind.NotTried, Assert.Single((await OpenAsync(extractor, Message("first.gz"))).Problems).Kind);
        Assert.Empty((await OpenAsync(extractor, Message())).Problems);
    }

    [Theory]
    [InlineData(ExtractionOutcome.Failed, PartProblemKind.Failed)]
    [InlineData(ExtractionOutcome.TimedOut, PartProblemKind.LimitReached)]
    [InlineData(ExtractionOutcome.Unavailable, PartProblemKind.NotTried)]
    public async Task A_file_that_got_no_answer_is_a_problem_and_those_after_it_are_not_opened(ExtractionOutcome outcome, PartProblemKind kind)
    {
        var extractor = new FakeExtractor(_ => new FileExtraction(outcome, null, "it went wrong", TimeSpan.Zero, null));
        var problems = (await OpenAsync(extractor, Message("first.gz", "second.gz"))).Problems;
        Assert.Equal([new PartProblem("2", kind, "it went wrong"), problems[1]], problems);
        Assert.Equal(("3", PartProblemKind.LimitReached), (problems[1].Part, problems[1].Kind));
        Assert.Single(extractor.Asked);
    }

    [Fact]
    public async Task The_budget_goes_down_from_file_to_file()
    {
        var answer = FakeExtractor.Nothing with
        {
            Nodes = [Node(0, "a"), Node(0, "b")], Texts = [new ExtractedText(0, TextKind.Visible, "twelve chars")], Links = [new ExtractedLink(0, "https://a.example/", "pdf", null)], Unpacked = 1_000,
        };
        var extractor = new FakeExtractor(_ => FakeExtractor.Done(answer));
        await OpenAsync(extractor, Message("first.gz", "second.gz"));
        var (first, second) = (extractor.Asked[0].Request.Budget, extractor.Asked[1].Request.Budget);
        Assert.Equal((first.AllOctets - 1_000, first.Files - 2, first.Links - 1, first.TextOctets - 36), (second.AllOctets, second.Files, second.Links, second.TextOctets));
        Assert.True(second.Time < first.Time && second.CpuTime < first.CpuTime);
    }

    [Fact]
    public async Task Passwords_are_asked_for_only_where_something_needs_one()
    {
        var closed = FakeExtractor.Nothing with { Problems = [new ExtractedProblem(0, PartProblemKind.Encrypted, "needs a password")] };
        var first = new FakeMembers();
        var extractor = new FakeExtractor(file => file.Request.Passwords.IsEmpty ? FakeExtractor.Done(closed, first) : FakeExtractor.Done(FakeExtractor.Nothing with { Nodes = [Node(0, "open")] }));
        var content = await OpenAsync(extractor, Message("first.gz"), () => ["sesame"]);
        Assert.Equal(["", "sesame"], extractor.Asked.Select(file => string.Concat(file.Request.Passwords)));
        Assert.Contains(content.All, part => part.Name == "open");
        Assert.Empty(content.Problems);
        Assert.True(first.IsDisposed);
    }

    [Fact]
    public async Task Members_are_given_back_when_the_content_is()
    {
        var members = new FakeMembers();
        var content = await OpenAsync(new FakeExtractor(_ => FakeExtractor.Done(FakeExtractor.Nothing, members)), Message("first.gz"));
        Assert.False(members.IsDisposed);
        ((IDisposable)content).Dispose();
        Assert.True(members.IsDisposed);
    }

    [Fact]
    public async Task A_session_that_goes_away_in_the_middle_leaves_no_members_behind()
    {
        var members = new FakeMembers();
        var extractor = new FakeExtractor(file => file.Request.Name == "first.gz" ? FakeExtractor.Done(FakeExtractor.Nothing, members) : throw new OperationCanceledException());
        await Assert.ThrowsAsync<OperationCanceledException>(() => OpenAsync(extractor, Message("first.gz", "second.gz")));
        Assert.True(members.IsDisposed);
    }

    [Fact]
    public async Task Or_while_words_are_looked_for()
    {
        var members = new FakeMembers();
        var closed = FakeExtractor.Nothing with { Problems = [new ExtractedProblem(0, PartProblemKind.Encrypted, "needs a password")] };
        await Assert.ThrowsAsync<OperationCanceledException>(() => OpenAsync(new FakeExtractor(_ => FakeExtractor.Done(closed, members)), Message("first.gz"), () => throw new OperationCanceledException()));
        Assert.True(members.IsDisposed);
    }

    [Fact]
    public async Task The_words_of_a_message_are_looked_for_once()
    {
        var looks = 0;
        var closed = FakeExtractor.Nothing with { Problems = [new ExtractedProblem(0, PartProblemKind.Encrypted, "needs a password")] };
        await OpenAsync(new FakeExtractor(_ => FakeExtractor.Done(closed)), Message("first.gz", "second.gz", "third.gz"), () =>
        {
            looks++;
            return ["sesame"];
        });
        Assert.Equal(1, looks);
    }

    [Fact]
    public async Task An_answer_that_was_cut_off_and_does_not_say_so_is_a_problem()
    {
        var content = await OpenAsync(new FakeExtractor(_ => FakeExtractor.Done(FakeExtractor.Nothing with { IsOver = true })), Message("first.gz"));
        Assert.Equal(PartProblemKind.LimitReached, Assert.Single(content.Problems).Kind);
    }

    private static Task<IMessageParts> OpenAsync(FakeExtractor extractor, MessageContent message, Func<ImmutableArray<string>>? passwords = null) =>
        new ContentExtraction(extractor).OpenAsync(MessagePartReader.Read(message, new ReadingLimits(), default), true, new ContentSettings(), passwords ?? (() => []), default);

    private static ExtractedNode Node(int parent, string name) =>
        new() { Parent = parent, Name = name, IsFile = true, IsStored = true, Size = 8, TrueType = "unknown" };

    private static MemoryContent Message(params string[] files)
    {
        var text = new StringBuilder("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello.\r\n");
        foreach (var file in files)
            text.Append("--b\r\nContent-Type: application/gzip\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=").Append(file).Append("\r\n\r\n").Append(Convert.ToBase64String([.. Gzip, (byte)file.Length])).Append("\r\n");
        return new MemoryContent(Encoding.ASCII.GetBytes(text.Append("--b--\r\n").ToString()));
    }
}
