using System.Text.Json;
using Gatepost.Commands.Samples;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;

namespace Gatepost.Tests.Samples;

public class SampleSetTests
{
    [Theory]
    [InlineData("clean", "deliver", null)]
    [InlineData("virus (EICAR test file)", "reject", "viruses")]
    [InlineData("virus in a zip", "reject", "viruses")]
    [InlineData("virus in a zip in a zip", "reject", "viruses")]
    [InlineData("spam (GTUBE test line)", "quarantine", "spam")]
    [InlineData("forbidden extension", "quarantine", "dangerous attachments")]
    [InlineData("spoofed sender", "deliver", null)]
    [InlineData("card numbers", "quarantine", "card numbers")]
    [InlineData("Chinese subject", "deliver", null)]
    [InlineData("Japanese subject", "deliver", null)]
    [InlineData("Russian subject", "deliver", null)]
    public async Task Each_sample_shows_what_it_is_meant_to_show(string title, string disposition, string? rule)
    {
        var sample = new SampleSet("you@example.org", TimeProvider.System).All.Single(sample => sample.Title == title);
        using var run = new CommandRun { Input = sample.Octets };
        Assert.Equal(0, await run.RunAsync("check", "--json", "--from", sample.Sender, "--to", "you@example.org", "-"));
        var result = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal((disposition, rule), (result.GetProperty("disposition").GetString(), result.GetProperty("rule").GetString()));
    }

    [Fact]
    public async Task The_spoofed_sender_is_marked()
    {
        var sample = new SampleSet("you@example.org", TimeProvider.System).All.Single(sample => sample.Title == "spoofed sender");
        using var run = new CommandRun { Input = sample.Octets };
        await run.RunAsync("check", "--json", "--from", sample.Sender, "-");
        Assert.Contains("tag-subject", JsonDocument.Parse(run.Out).RootElement.GetProperty("recipients")[0].GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
    }

    [Fact]
    public void Every_sample_can_be_sent_as_it_is()
    {
        Assert.All(new SampleSet("you@example.org", TimeProvider.System).All, sample =>
        {
            for (var i = 0; i < sample.Octets.Length; i++)
                Assert.True(sample.Octets[i] != '\n' || sample.Octets[i - 1] == '\r', sample.Title);
            Assert.True(sample.Octets.AsSpan().EndsWith("\r\n"u8), sample.Title);
        });
    }

    [Theory]
    [InlineData("The message carries malware (id 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10)", true)]
    [InlineData("Ok, 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10.", true)]
    [InlineData("No (id 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10) (session 0197e2a4-0000-7cc0-8f5e-2f1d6c9b3a10)", true)]
    [InlineData("Ok", false)]
    public void The_id_is_found_in_the_reply(string text, bool isFound) =>
        Assert.Equal(isFound ? "0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10" : null, SampleFate.IdIn(SmtpReply.Of(250, 0, 0, text))?.ToString());

    [Fact]
    public void A_fate_is_told_in_a_word_and_a_reason()
    {
        var sample = new SampleMessage("t", "a@example.com", "s", []);
        var id = MailId.New(TimeProvider.System);
        Assert.Equal(("refused", "550 5.7.1 no", true), Told(new SampleFate(sample, id, "550 5.7.1 no", null)));
        Assert.Equal(("try again later", "451 4.7.1 later", true), Told(new SampleFate(sample, id, "451 4.7.1 later", null)));
        Assert.Equal(("accepted", "250 2.0.0 Ok", false), Told(new SampleFate(sample, id, "250 2.0.0 Ok", null)));
        var quarantined = new SampleFate(sample, id, "250 2.0.0 Ok", Explain(id, new RecipientDecision { Disposition = Disposition.Quarantine, Rule = "spam", Reason = "it is", Area = "spam" }, RecipientStatus.Quarantined));
        Assert.Equal(("quarantined (spam)", "rule \"spam\": it is", true), Told(quarantined));
        Assert.Equal(("queued", "nothing was found", false), Told(new SampleFate(sample, id, "250 2.0.0 Ok", Explain(id, new RecipientDecision(), RecipientStatus.Queued))));
    }

    private static (string, string, bool) Told(SampleFate fate) => (fate.Outcome, fate.Why, fate.IsSettled);

    private static Explanation Explain(MailId id, RecipientDecision decision, RecipientStatus status) => new()
    {
        Message = new MessageLogged
        {
            At = default, MailId = id, Listener = "mx", Sender = "a@example.com", Accepted = true,
            Recipients = [new RecipientLogged("you@example.org", Direction.Incoming, decision.Disposition, decision.Rule, decision.Area, status)],
        },
        Decision = new DecisionRecord { MailId = id, DecidedAt = default, PolicyHash = "", ContentSha256 = "", Decision = new Decision(1, [decision]) },
    };
}
