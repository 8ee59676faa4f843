using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Actions;

public sealed class StripAttachmentsActionTests
{
    private const string Exe = "attachment-extension: exe";

    private static InspectionBuilder Message => new InspectionBuilder()
        .Part(new MessagePart { Path = "1", DeclaredType = "text/plain" })
        .Attached("2", "run.exe").Attached("3", "a.zip").Member("3/1", "inner.exe").Attached("4", "good.pdf");

    [Theory]
    [InlineData("strip-attachments", Exe, "2,3")]
    [InlineData("{strip-attachments: matching}", Exe, "2,3")]
    [InlineData("{strip-attachments: all}", Exe, "2,3,4")]
    [InlineData("{strip-attachments: {names: \"*.PDF\"}}", Exe, "4")]
    [InlineData("{strip-attachments: {extensions: [pdf, exe]}}", Exe, "2,3,4")]
    [InlineData("{strip-attachments: {which: matching, names: good*}}", Exe, "2,3,4")]
    [InlineData("{strip-attachments: {names: none}}", Exe, "")]
    [InlineData("strip-attachments", "finding: {category: virus}", "3")]
    public void It_takes_the_outermost_attachments(string then, string when, string parts)
    {
        var decision = Then(then, Message.Found(FindingCategory.Virus, "V", "3/1").Build(), when);
        Assert.Equal(parts, string.Join(',', decision.Edits.Cast<StripPartsEdit>().SelectMany(edit => edit.Parts).Order()));
        Assert.Equal(parts.Length > 0, decision.Actions.Contains("strip-attachments"));
    }

    [Fact]
    public void A_finding_on_the_whole_message_takes_every_attachment() => Assert.Equal(
        ["2", "3", "4"], Assert.IsType<StripPartsEdit>(Then("strip-attachments", Message.Found(FindingCategory.Spam, "S").Build(), "finding: {category: spam}").Edits.Single()).Parts);

    [Theory]
    [InlineData(FindingCategory.Virus, "finding: {category: virus}", "strip-attachments")]
    [InlineData(FindingCategory.Virus, "finding: {category: virus}", "[strip-attachments, deliver]")]
    [InlineData(FindingCategory.Unscannable, "finding: {category: unscannable}", "strip-attachments")]
    public void Malware_that_may_be_in_the_text_does_not_pass_because_attachments_went(FindingCategory category, string when, string then)
    {
        var decision = Then(then, Message.Found(category, "V").Build(), when);
        Assert.Equal(Disposition.Quarantine, decision.Disposition);
        Assert.StartsWith("attachments not stripped, since the finding does not say which part it is about", decision.Matches.Single().Did, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(250, Disposition.Deliver)]
    [InlineData(251, Disposition.Quarantine)]
    public void More_than_fit_into_the_record_of_a_thousand_recipients_go_into_the_quarantine(int attachments, Disposition disposition)
    {
        var message = new InspectionBuilder();
        for (var i = 1; i <= attachments; i++)
            message.Attached(i.ToString(System.Globalization.CultureInfo.InvariantCulture), "x.exe");
        var decision = Then("{strip-attachments: all}", message.Build());
        Assert.Equal(disposition, decision.Disposition);
        Assert.Equal(disposition == Disposition.Deliver, decision.Edits.Length == 1);
        if (disposition == Disposition.Quarantine)
            Assert.StartsWith("attachments not stripped, since there are more than 250", decision.Matches.Single().Did, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_recipients_cost_hardly_more_than_one()
    {
        var message = new InspectionBuilder().To([.. Enumerable.Range(0, 1_000).Select(i => $"u{i}@example.org")]);
        for (var i = 1; i <= 10_000; i++)
            message.Attached(i.ToString(System.Globalization.CultureInfo.InvariantCulture), $"some file {i}.txt");
        var inspection = message.Build();
        var policy = Rules("  - name: r\n    then: {strip-attachments: {names: [\"*a*b*c*\", \"*.exe\"]}}\n");
        var limit = TimeSpan.FromSeconds(1);
        Assert.True(Testing.Messages.Timing.Best(limit, () => PolicyEngine.Decide(inspection, policy)) < limit);
    }

    [Fact]
    public void The_notice_tells_what_went_and_by_which_rule()
    {
        Assert.Equal("The mail gateway removed from this message: run.exe and a.zip\n(rule: r)\n", Notice("strip-attachments"));
        Assert.Equal("run.exe and a.zip went by r", Notice("{strip-attachments: {which: matching, notice: \"{attachments} went by {rule}\"}}"));
    }

    [Theory]
    [InlineData("multipart/signed; boundary=x", "strip-attachments", false, Disposition.Quarantine)]
    [InlineData("multipart/signed; boundary=x", "{strip-attachments: {which: matching, if-signed: quarantine}}", false, Disposition.Quarantine)]
    [InlineData("multipart/signed; boundary=x", "{strip-attachments: {which: matching, if-signed: keep}}", false, Disposition.Deliver)]
    [InlineData("multipart/signed; boundary=x", "{strip-attachments: {which: matching, if-signed: strip}}", true, Disposition.Deliver)]
    [InlineData("multipart/signed; boundary=x", "[strip-attachments, deliver]", false, Disposition.Quarantine)]
    [InlineData("multipart/signed; boundary=x", "[strip-attachments, reject]", false, Disposition.Reject)]
    [InlineData("multipart/mixed; boundary=x", "strip-attachments", true, Disposition.Deliver)]
    public void Signed_mail_is_not_altered_and_what_should_go_does_not_pass_either(string type, string then, bool isStripped, Disposition disposition)
    {
        var decision = Then(then, Message.Header($"From: a@b.example\r\nContent-Type: {type}\r\n").Build(), Exe);
        Assert.Equal(isStripped, decision.Edits.Length == 1);
        Assert.Equal(disposition, decision.Disposition);
        if (!isStripped)
            Assert.StartsWith("attachments not stripped, since the message is signed or encrypted by its sender (multipart/signed)", decision.Matches.Single().Did, StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_that_names_no_parts_needs_to_be_told_which()
    {
        const string rule = "rules:\n  - name: r\n    when: {subject-words: x}\n    then: ";
        Assert.Single(Errors(Head + rule + "strip-attachments\n"));
        Assert.Empty(Errors(Head + rule + "{strip-attachments: all}\n"));
    }

    [Theory]
    [InlineData("strip-attachments")]
    [InlineData("{strip-attachments: all}")]
    public void The_work_grows_with_the_parts_and_not_with_their_square(string then)
    {
        var policy = Rules("  - name: r\n    when: {" + Exe + "}\n    then: " + then + "\n");
        var message = Many(10_000).Build();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var decision = PolicyEngine.Decide(message, policy).Recipients[0];
        watch.Stop();
        Assert.Equal((Disposition.Quarantine, 0), (decision.Disposition, decision.Edits.Length));
        Assert.StartsWith("attachment part 2/1 (a.zip/run.exe), attachment part 3 (run.exe), ", decision.Matches.Single().Because, StringComparison.Ordinal);
        Assert.EndsWith(" and 9997 more", decision.Matches.Single().Because, StringComparison.Ordinal);
        // The square took a hundred million comparisons or words, some gigabytes and half a minute.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000_000);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void Another_name_of_the_same_part_is_stripped_too() => Assert.Equal(["5"], Assert.IsType<StripPartsEdit>(Then(
        "{strip-attachments: {names: other.*}}", Message.Part(new MessagePart { Path = "5", Name = "a.pdf", OtherNames = ["other.exe"], IsAttachment = true }).Build(), Exe).Edits.Single()).Parts);

    /// <summary>Half of them in one archive.</summary>
    private static InspectionBuilder Many(int count)
    {
        var message = new InspectionBuilder().Attached("2", "a.zip");
        for (var i = 1; i <= count / 2; i++)
            message.Member($"2/{i}", "run.exe").Attached($"{i + 2}", "run.exe");
        return message;
    }

    private static string Notice(string then) => Assert.IsType<StripPartsEdit>(Then(then, Message.Build(), Exe).Edits.Single()).Notice;
}
