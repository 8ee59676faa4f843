using System.Text;
using Gatepost.Gateway.Inspectors.Attachments;
using Gatepost.Gateway.Inspectors.TestStrings;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Gateway.Tests.Inspection;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Messages;

namespace Gatepost.Gateway.Tests.Policies;

/// <summary>Octets in, decision out: the default policy over the real pipeline.</summary>
public sealed class DefaultPolicyPipelineTests
{
    private static readonly PolicySnapshot Policy = DefaultPolicy.Compile();

    [Fact]
    public async Task Eicar_is_refused_plain_in_a_zip_and_in_a_zip_in_a_zip()
    {
        var octets = Encoding.ASCII.GetBytes(TestMessage.Eicar);
        var zip = TestMessage.Zip(("eicar.com", octets));
        var nested = TestMessage.Zip(("inner.zip", zip));
        foreach (var (name, content, because) in new[]
        {
            ("eicar.txt", octets, "part 2 (eicar.txt)"), ("eicar.zip", zip, "part 2/1 (eicar.zip/eicar.com)"), ("outer.zip", nested, "part 2/1/1 (outer.zip/inner.zip/eicar.com)"),
        })
        {
            var decision = await DecideAsync(TestMessage.Mixed(TestMessage.TextPart("see"), TestMessage.Attachment(name, content)));
            Assert.Equal((Disposition.Reject, "viruses"), (decision.Disposition, decision.Rule));
            Assert.Equal($"EICAR_TEST_FILE found by test-strings in {because}", decision.Matches.Single().Because);
        }
    }

    [Fact]
    public async Task The_same_attachments_without_the_test_string_pass()
    {
        var zip = TestMessage.Zip(("notes.txt", "just notes"u8.ToArray()));
        var decision = await DecideAsync(TestMessage.Mixed(TestMessage.TextPart("see"), TestMessage.Attachment("notes.zip", TestMessage.Zip(("inner.zip", zip)))));
        Assert.Equal(Disposition.Deliver, decision.Disposition);
        Assert.Empty(decision.Matches);
    }

    [Theory]
    [InlineData("gnp.\u202Eslx.txt", "deceptive attachment names")]
    [InlineData("plan\u200B.txt", "deceptive attachment names")]
    [InlineData("C:\\TEMP\\nsmailEG.png", null)]
    [InlineData("تقرير\u200F.txt", null)]
    [InlineData("見積書 2026.txt", null)]
    public async Task A_name_that_is_made_to_deceive_goes_to_the_attachments_area(string name, string? rule)
    {
        var decision = await DecideAsync(TestMessage.Mixed(TestMessage.TextPart("see"), TestMessage.Attachment(Encoded(name), "plan"u8.ToArray())));
        Assert.Equal((rule, rule is null ? null : "attachments"), (decision.Rule, decision.Area));
    }

    [Theory]
    [InlineData("\u001b$B%^%$%k\u001b(B.bmp", null)]
    [InlineData("\u001b[2J.bmp", "deceptive attachment names")]
    public async Task A_raw_Japanese_name_is_no_deception_but_an_escape_for_the_terminal_is(string name, string? rule) => Assert.Equal(
        rule, (await DecideAsync(TestMessage.Mixed(TestMessage.TextPart("see"), TestMessage.Attachment(name, "plan"u8.ToArray())))).Rule);

    [Theory]
    [InlineData(".exe", "dangerous attachments")]
    [InlineData(".exe . . .", "dangerous attachments")]
    [InlineData(".txt", null)]
    public async Task A_name_of_thousands_of_characters_keeps_its_extension(string end, string? rule) => Assert.Equal(
        rule, (await DecideAsync(TestMessage.Mixed(TestMessage.TextPart("see"), TestMessage.Attachment(new string('a', 3_000) + end, "plan"u8.ToArray())))).Rule);

    [Theory]
    [InlineData(".exe", "dangerous attachments")]
    [InlineData(".txt", null)]
    public async Task Blanks_behind_the_extension_do_not_push_it_out_of_a_long_name(string end, string? rule) => Assert.Equal(
        rule, (await DecideAsync(TestMessage.Mixed(TestMessage.TextPart("see"), TestMessage.Attachment("a" + end + new string(' ', 3_000), "plan"u8.ToArray())))).Rule);

    [Theory]
    [InlineData("日本語の件名", "本文です")]
    [InlineData("Привет", "Это обычное письмо")]
    [InlineData("中文主题", "这是一封普通的邮件")]
    public async Task Mail_in_every_script_passes(string subject, string body) =>
        Assert.Equal(Disposition.Deliver, (await DecideAsync(TestMessage.Plain(body, subject))).Disposition);

    [Fact]
    public async Task Gtube_and_card_numbers_in_the_text_are_quarantined()
    {
        Assert.Equal("spam", (await DecideAsync(TestMessage.Plain(TestMessage.Gtube))).Area);
        Assert.Equal("data-loss", (await DecideAsync(TestMessage.Plain("Card: 5500-0055-5555-5559 and 4111 1111 1111 1111"))).Area);
        Assert.Null((await DecideAsync(TestMessage.Plain("Order: 5500-0055-5555-5550"))).Area);
    }

    [Fact]
    public async Task What_a_rule_strips_is_gone_from_the_copy_that_is_sent()
    {
        var policy = PolicyCases.Rules("  - name: strip\n    when: {finding: {category: virus}}\n    then: strip-attachments\n");
        var zip = TestMessage.Zip(("eicar.com", Encoding.ASCII.GetBytes(TestMessage.Eicar)));
        var message = TestMessage.Mixed(TestMessage.TextPart("see"), TestMessage.Attachment("eicar.zip", zip), TestMessage.Attachment("good.txt", "good"u8.ToArray()));
        var (decision, content) = await DecideAsync(message, policy);
        var edited = MessageEditor.Open(content, "", decision.Edits);
        using var reader = new StreamReader(edited.OpenRead());
        var sent = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("The mail gateway removed from this message: eicar.zip", sent.Replace("=\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(zip)[..40], sent, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String("good"u8), sent, StringComparison.Ordinal);
    }

    private static string Encoded(string name) => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}?=";

    private static async Task<RecipientDecision> DecideAsync(string message) => (await DecideAsync(message, Policy)).Decision;

    private static async Task<(RecipientDecision Decision, MessageContent Content)> DecideAsync(string message, PolicySnapshot policy)
    {
        var fixture = new InspectionFixture(new TestStringsInspector(), new AttachmentsInspector());
        var content = TestMessage.Content(message);
        var envelope = new Envelope { Listener = "mx", Sender = new EmailAddress("a", "example.com"), Recipients = [new(new EmailAddress("b", "example.org"))], ReceivedAt = default };
        var inspection = await fixture.Pipeline.InspectAsync(new MailMessage(MailId.New(fixture.Time), envelope, content), policy, TestContext.Current.CancellationToken);
        return (PolicyEngine.Decide(inspection, policy).Recipients.Single(), content);
    }
}
