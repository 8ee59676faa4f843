using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspection.CrashGuard;
using Gatepost.Gateway.Inspectors;
using Gatepost.Gateway.Tests.Inspection;
using Gatepost.Testing.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace Gatepost.Gateway.Tests.Inspectors;

public sealed class KnownInspectorsTests
{
    [Fact]
    public void They_are_those_of_the_composition_and_the_two_that_speak_unasked()
    {
        using var provider = new ServiceCollection().AddLogging().AddInspection().BuildServiceProvider();
        var composed = provider.GetServices<IInspector>().Select(inspector => inspector.Descriptor);
        Assert.Equal([.. composed.Select(one => one.Name).Concat(["content", "crash-guard"]).Order()], KnownInspectors.Names.Order());
    }

    [Fact]
    public async Task Asking_for_what_speaks_unasked_makes_no_message_unscannable()
    {
        var fixture = new InspectionFixture();
        var policy = fixture.Policy([CrashGuardFindings.Descriptor.Name, ContentFindings.Descriptor.Name]);
        var inspection = await fixture.Pipeline.InspectAsync(fixture.Message(TestMessage.Content(TestMessage.Plain("hello"))), policy, default);
        Assert.Empty(inspection.Findings);
    }
}
