using Gatepost.Gateway.Extraction;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.Mime;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Extraction;

public sealed class KeptExtractionsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, FakeMembers> _members = [];
    private readonly FakeExtractor _inner;
    private readonly KeptExtractions _kept;
    private ExtractionAnswer _answer = FakeExtractor.Nothing with { Unpacked = 1_000 };

    public KeptExtractionsTests()
    {
        _inner = new FakeExtractor(file => FakeExtractor.Done(_answer, _members[file.Sha256] = new FakeMembers()));
        _kept = new KeptExtractions(_inner, new ExtractorLimits { KeptAnswers = 2, KeptOctets = 10_000, KeptFor = TimeSpan.FromMinutes(5) }, _time);
    }

    [Fact]
    public async Task The_same_octets_are_opened_once_and_their_members_stay_for_who_still_reads_them()
    {
        var first = await AskAsync("a");
        var second = await AskAsync("a");
        Assert.Single(_inner.Asked);
        Assert.Same(first.Answer, second.Answer);
        first.Members!.Dispose();
        first.Members.Dispose();
        _kept.Dispose();
        Assert.False(_members["a"].IsDisposed);
        second.Members!.Dispose();
        Assert.True(_members["a"].IsDisposed);
    }

    [Fact]
    public async Task Who_wants_texts_is_not_given_an_answer_without()
    {
        await AskAsync("a", wantsText: false);
        await AskAsync("a");
        Assert.Equal(2, _inner.Asked.Count);
    }

    [Fact]
    public async Task It_is_forgotten_after_a_while_and_when_there_are_others()
    {
        (await AskAsync("a")).Members!.Dispose();
        _time.Advance(TimeSpan.FromMinutes(6));
        (await AskAsync("a")).Members!.Dispose();
        Assert.Equal(2, _inner.Asked.Count);
        (await AskAsync("b")).Members!.Dispose();
        (await AskAsync("c")).Members!.Dispose();
        (await AskAsync("a")).Members!.Dispose();
        Assert.Equal(5, _inner.Asked.Count);
    }

    [Theory]
    [InlineData(PartProblemKind.Encrypted)]
    [InlineData(PartProblemKind.LimitReached)]
    public async Task What_depends_on_the_message_is_asked_again(PartProblemKind kind)
    {
        _answer = _answer with { Problems = [new ExtractedProblem(0, kind, "x")] };
        await AskAsync("a");
        await AskAsync("a");
        Assert.Equal(2, _inner.Asked.Count);
    }

    [Fact]
    public async Task What_is_large_or_was_cut_off_or_opened_by_a_password_is_asked_again()
    {
        _answer = _answer with { IsOver = true };
        await AskAsync("over");
        await AskAsync("over");
        _answer = FakeExtractor.Nothing with { Unpacked = 20_000 };
        await AskAsync("large");
        await AskAsync("large");
        _answer = FakeExtractor.Nothing;
        await AskAsync("locked", passwords: ["sesame"]);
        await AskAsync("locked", passwords: ["sesame"]);
        Assert.Equal(6, _inner.Asked.Count);
    }

    [Fact]
    public async Task A_message_that_may_not_unpack_so_much_any_more_asks_for_itself()
    {
        await AskAsync("a");
        await AskAsync("a", budget: new ExtractionBudget { AllOctets = 999 });
        Assert.Equal(2, _inner.Asked.Count);
    }

    [Fact]
    public async Task Another_name_is_another_question()
    {
        await AskAsync("a", name: "readme.txt.gz");
        await AskAsync("a", name: "script.js.gz");
        await AskAsync("a", name: "script.js.gz");
        Assert.Equal(["readme.txt.gz", "script.js.gz"], _inner.Asked.Select(file => file.Request.Name));
    }

    [Fact]
    public async Task So_are_other_bounds()
    {
        await AskAsync("a");
        await AskAsync("a", budget: new ExtractionBudget { Depth = 3 });
        Assert.Equal(2, _inner.Asked.Count);
    }

    [Fact]
    public async Task Texts_and_links_of_a_kept_answer_count_as_much_as_those_of_a_new_one()
    {
        _answer = _answer with { Texts = [new ExtractedText(0, TextKind.Visible, new string('x', 100))], Links = [new ExtractedLink(0, "https://a.example/", "pdf", null)] };
        await AskAsync("a");
        await AskAsync("a", budget: new ExtractionBudget { TextOctets = 299 });
        await AskAsync("a", budget: new ExtractionBudget { Links = 0 });
        await AskAsync("a", budget: new ExtractionBudget { TextOctets = 300, Links = 1 });
        Assert.Equal(3, _inner.Asked.Count);
    }

    public void Dispose() => _kept.Dispose();

    private ValueTask<FileExtraction> AskAsync(string hash, bool wantsText = true, string[]? passwords = null, ExtractionBudget? budget = null, string? name = null) => _kept.ExtractAsync(
        new FileToExtract(() => Stream.Null, hash, new ExtractionRequest { Job = 0, Name = name, Budget = budget ?? new ExtractionBudget(), WantsText = wantsText, Passwords = [.. passwords ?? []] }), default);
}
