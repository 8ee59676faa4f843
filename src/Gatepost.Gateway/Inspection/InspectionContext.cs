using System.Collections.Immutable;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Inspection;

/// <summary>
/// One message under inspection, as an inspector sees it. Facts that its descriptor names under <see cref="InspectorDescriptor.Needs"/> are there;
/// others throw <see cref="InvalidOperationException"/>, so that a forgotten declaration shows in the first test. <see cref="Report"/> is thread-safe.
/// </summary>
public abstract class InspectionContext
{
    /// <summary>The message.</summary>
    public abstract MailMessage Message { get; }

    /// <summary>The policy in force, for the settings of inspectors.</summary>
    public abstract PolicySnapshot Policy { get; }

    /// <summary>The header block.</summary>
    public abstract MessageHeaders Headers { get; }

    /// <summary>The parts (<see cref="InspectionNeeds.Parts"/>).</summary>
    public abstract IMessageParts Parts { get; }

    /// <summary>The texts (<see cref="InspectionNeeds.Text"/>).</summary>
    public abstract ImmutableArray<PartText> Texts { get; }

    /// <summary>The links (<see cref="InspectionNeeds.Links"/>).</summary>
    public abstract ImmutableArray<MessageLink> Links { get; }

    /// <summary>What earlier stages found.</summary>
    public abstract ImmutableArray<Finding> Findings { get; }

    /// <summary>States a fact. Ignored after the deadline has passed, when the inspector's findings are already closed.</summary>
    public abstract void Report(Finding finding);
}
