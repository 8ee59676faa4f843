using System.Collections.Frozen;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Extraction;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Extraction;
using Gatepost.Testing.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Inspection;

/// <summary>A pipeline over chosen inspectors, with a clock that stands still.</summary>
internal sealed class InspectionFixture
{
    private readonly IInspector[] _inspectors;

    public InspectionFixture(params IInspector[] inspectors)
    {
        _inspectors = inspectors;
        Gate = new InspectionGate(1, Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public InspectionGate Gate { get; init; }

    public InspectionLimits Limits { get; init; } = new();

    public InspectionSubscriber[] Subscribers { get; init; } = [];

    public ContentExtraction Extraction { get; init; } = InProcessExtractor.Content;

    public AntivirusSettings Antivirus { get; init; } = new();

    public InspectionPipeline Pipeline => new(_inspectors, Subscribers, Gate, Extraction, Limits, Time, NullLogger<InspectionPipeline>.Instance);

    /// <summary>Inspects under a policy that asks for every inspector, <c>content</c> among them.</summary>
    public Task<MessageInspection> InspectAsync(string message, CancellationToken cancellationToken = default) =>
        InspectAsync(TestMessage.Content(message), cancellationToken);

    public Task<MessageInspection> InspectAsync(MessageContent content, CancellationToken cancellationToken = default) =>
        Pipeline.InspectAsync(Message(content), Policy([.. _inspectors.Select(one => one.Descriptor.Name), "content"]), cancellationToken).AsTask();

    public PolicySnapshot Policy(string[] inspectors, InspectionNeeds needs = InspectionNeeds.None) => new()
    {
        Revision = 1,
        Hash = "",
        InternalDomains = new DomainSet(["example.org"]),
        NextHops = new NextHopTable([]),
        Areas = FrozenDictionary<string, QuarantineArea>.Empty,
        Inspectors = new InspectorSettings { Antivirus = Antivirus },
        RequiredInspectors = inspectors.ToFrozenSet(StringComparer.Ordinal),
        Needs = needs,
    };

    public MailMessage Message(MessageContent content) => new(
        MailId.New(Time),
        new Envelope { Listener = "test", Recipients = [new EnvelopeRecipient(new EmailAddress("b", "example.org"))], ReceivedAt = Time.GetUtcNow() },
        content);
}

/// <summary>An inspector made of a function.</summary>
internal sealed class FakeInspector(string name, Func<InspectionContext, CancellationToken, Task> inspect) : IInspector
{
    public InspectionNeeds Needs { get; init; }

    public InspectionStage Stage { get; init; }

    public InspectorKind Kind { get; init; }

    public bool Enabled { get; init; } = true;

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    public int Calls { get; private set; }

    public InspectorDescriptor Descriptor => new()
    {
        Name = name,
        Summary = "A test.",
        Needs = Needs,
        Stage = Stage,
        Kind = Kind,
        Deadline = Patience,
        Categories = [FindingCategory.Content],
    };

    public bool IsEnabled(PolicySnapshot policy) => Enabled;

    public async ValueTask InspectAsync(InspectionContext context, CancellationToken cancellationToken)
    {
        Calls++;
        await inspect(context, cancellationToken);
    }

    public static Finding Finding(string name, FindingCategory category = FindingCategory.Content) => new("fake", category, name, null, "seen");
}
