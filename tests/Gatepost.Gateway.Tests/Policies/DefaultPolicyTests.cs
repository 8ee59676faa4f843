using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;

namespace Gatepost.Gateway.Tests.Policies;

/// <summary>What a newcomer sees: each sample has a telling outcome, and its legitimate twin passes.</summary>
public sealed class DefaultPolicyTests
{
    private static readonly PolicySnapshot Policy = DefaultPolicy.Compile();

    [Fact]
    public void A_clean_message_is_delivered_unchanged()
    {
        var decision = Decide(new InspectionBuilder().Header("From: a@partner.example\r\nSubject: 日本語 привет\r\n").Text("hello").Attached("2", "report.pdf"));
        Assert.Equal(Disposition.Deliver, decision.Disposition);
        Assert.Null(decision.Rule);
        Assert.Empty(decision.Edits);
        Assert.Empty(decision.Matches);
    }

    [Fact]
    public void A_virus_is_refused_in_words_that_the_sender_understands()
    {
        var decision = Decide(new InspectionBuilder().Attached("2", "eicar.zip").Member("2/1", "eicar.com").Found(FindingCategory.Virus, "EICAR_TEST_FILE", "2/1"));
        Assert.Equal(Disposition.Reject, decision.Disposition);
        Assert.Equal("viruses", decision.Rule);
        Assert.Equal("The message carries malware (EICAR_TEST_FILE)", decision.Reason);
        Assert.Equal("EICAR_TEST_FILE found by test-strings in part 2/1 (eicar.zip/eicar.com)", decision.Matches.Single().Because);
    }

    [Theory]
    [InlineData(UnscannableNames.EngineDown, Disposition.TemporaryFailure)]
    [InlineData(UnscannableNames.Poison, Disposition.Hold)]
    [InlineData(UnscannableNames.LimitReached, Disposition.Quarantine)]
    [InlineData(UnscannableNames.TimedOut, Disposition.Quarantine)]
    [InlineData(UnscannableNames.Failed, Disposition.Quarantine)]
    public void What_could_not_be_inspected_is_never_delivered(string name, Disposition expected) =>
        Assert.Equal(expected, Decide(new InspectionBuilder().Found(FindingCategory.Unscannable, name, inspector: "antivirus")).Disposition);

    [Fact]
    public void A_virus_is_refused_even_while_another_engine_is_down() => Assert.Equal(Disposition.Reject, Decide(new InspectionBuilder()
        .Found(FindingCategory.Unscannable, UnscannableNames.EngineDown, inspector: "antivirus").Found(FindingCategory.Virus, "EICAR_TEST_FILE", "1")).Disposition);

    [Fact]
    public void Gtube_goes_to_the_spam_area()
    {
        var decision = Decide(new InspectionBuilder().Found(FindingCategory.Spam, "GTUBE", "1"));
        Assert.Equal((Disposition.Quarantine, "spam", "spam"), (decision.Disposition, decision.Area, decision.Rule));
    }

    [Theory]
    [InlineData("setup.exe", true)]
    [InlineData("SETUP.EXE. ", true)]
    [InlineData("invoice.pdf.js", true)]
    [InlineData("invoice.js.pdf", false)]
    [InlineData("exe", false)]
    public void A_dangerous_extension_goes_to_the_attachments_area(string name, bool isCaught)
    {
        var decision = Decide(new InspectionBuilder().Attached("2", name));
        Assert.Equal(isCaught ? "attachments" : null, decision.Area);
        Assert.Equal(isCaught ? "attachments" : null, Decide(new InspectionBuilder().Attached("2", "a.zip").Member("2/1", name, isEncrypted: false)).Area);
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("msh")]
    [InlineData("xbap")]
    [InlineData("appref-ms")]
    [InlineData("app")]
    [InlineData("command")]
    public void What_the_inspector_calls_executable_is_a_dangerous_extension_too(string extension) =>
        Assert.Equal("dangerous attachments", Decide(new InspectionBuilder().Attached("2", "a." + extension)).Rule);

    [Theory]
    [InlineData("NAME_REVERSED", "attachments")]
    [InlineData("NAME_CONTROL_CHARACTERS", "attachments")]
    [InlineData("NAME_DOUBLE_EXTENSION", "attachments")]
    [InlineData("NAME_WITH_PATH", null)]
    [InlineData("EXECUTABLE_IN_ARCHIVE", "attachments")]
    [InlineData("NAME_CONFLICT", null)]
    public void A_finding_about_a_name_goes_to_the_attachments_area(string name, string? area) =>
        Assert.Equal(area, Decide(new InspectionBuilder().Attached("2", "a.pdf").Found(FindingCategory.Attachment, name, "2", "attachments")).Area);

    [Theory]
    [InlineData("evil.exe", "dangerous attachments")]
    [InlineData("b.pdf", null)]
    public void Of_two_names_of_one_file_both_are_read(string other, string? rule) => Assert.Equal(
        rule, Decide(new InspectionBuilder().Part(new MessagePart { Path = "2", Name = "a.pdf", OtherNames = [other], IsAttachment = true })).Rule);

    [Fact]
    public void Card_numbers_go_to_the_data_loss_area() =>
        Assert.Equal("data-loss", Decide(new InspectionBuilder().Text("My card is 4111 1111 1111 1111, thanks")).Area);

    [Fact]
    public void Our_own_address_from_outside_is_marked()
    {
        var decision = Decide(new InspectionBuilder().Header("From: \"The boss\" <boss@example.org>\r\nSubject: now\r\n"));
        Assert.Equal(Disposition.Deliver, decision.Disposition);
        Assert.Equal(["tag-subject", "add-header"], decision.Actions);
        Assert.Contains(new TagSubjectEdit("[EXTERNAL]"), decision.Edits);
        Assert.Empty(Decide(new InspectionBuilder().Header("From: boss@example.org\r\n").Client("10.0.0.1", isRelayClient: true)).Actions);
    }

    [Fact]
    public void An_encrypted_archive_is_marked() => Assert.Equal(
        new TagSubjectEdit("[ENCRYPTED]"), Decide(new InspectionBuilder().Attached("2", "a.zip").Member("2/1", "plan.pdf", isEncrypted: true)).Edits.Single());

    [Fact]
    public void It_asks_for_what_it_reads_and_has_its_areas_and_next_hops()
    {
        Assert.Equal(InspectionNeeds.Parts | InspectionNeeds.Text, Policy.Needs);
        Assert.Contains(FindingCategory.Attachment, Policy.RequiredCategories.AsEnumerable());
        Assert.Contains(FindingCategory.Virus, Policy.RequiredCategories.AsEnumerable());
        Assert.Equal(["attachments", "data-loss", "default", "refused", "spam"], Policy.Areas.Keys.Order());
        Assert.Equal("inbox", Policy.NextHops.Find(new Gatepost.Mail.Addresses.EmailAddress("a", "example.org"))!.Maildir);
        Assert.True(Policy.NextHops.Find(new Gatepost.Mail.Addresses.EmailAddress("a", "example.net"))!.UseMx);
        Assert.All(Policy.Rules, rule => Assert.NotEmpty(rule.Sentence));
    }

    private static RecipientDecision Decide(InspectionBuilder message) => PolicyEngine.Decide(message.Build(), Policy).Recipients.Single();
}
