using System.Text;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspection.Child;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Mime;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Tests.CommandLine;

/// <summary>The real binary as the gateway's child.</summary>
public class InspectChildTests
{
    [Fact]
    public async Task The_child_finds_what_the_gateway_would_find()
    {
        var inspection = await InspectAsync(TestMails.Virus);
        var finding = Assert.Single(inspection.Findings);
        Assert.Equal(("EICAR_TEST_FILE", FindingCategory.Virus), (finding.Name, finding.Category));
        Assert.Contains(inspection.Parts, part => part.Name == "i.bin");
    }

    [Fact]
    public async Task A_clean_message_is_clean_in_the_child_too() => Assert.Empty((await InspectAsync(TestMails.Clean)).Findings);

    [Fact]
    public async Task A_request_that_is_none_is_refused_by_exit_code()
    {
        using var run = new CommandRun { Input = "nonsense"u8.ToArray() };
        Assert.Equal(ChildInspectionServer.BadRequest, await run.RunAsync("inspect-child"));
        Assert.Empty(run.Out);
    }

    private static async Task<MessageInspection> InspectAsync(string mail)
    {
        var command = new ChildCommand(Path.Combine(AppContext.BaseDirectory, "gatepost"), ["inspect-child"]);
        var child = new ChildInspection(command, new ChildInspectionLimits(), TimeProvider.System, NullLogger<ChildInspection>.Instance);
        var envelope = new Envelope { Listener = "mx", Recipients = [new EnvelopeRecipient(new EmailAddress("anna", "example.org"))], ReceivedAt = DateTimeOffset.UtcNow };
        var octets = Encoding.ASCII.GetBytes(mail.ReplaceLineEndings("\r\n"));
        return await child.InspectAsync(new MailMessage(MailId.New(TimeProvider.System), envelope, new MemoryContent(octets)), DefaultPolicy.Compile(), TestContext.Current.CancellationToken);
    }
}
