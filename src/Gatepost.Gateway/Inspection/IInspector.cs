using Gatepost.Gateway.Policies;

namespace Gatepost.Gateway.Inspection;

/// <summary>
/// Looks at a message and states facts. One instance serves all messages at once, so it must be thread-safe. It is called once per message,
/// only when the policy in force or a subscriber asks for it. It may throw: the pipeline turns that, a passed deadline and a met limit into an
/// <see cref="FindingCategory.Unscannable"/> finding, never into silence.
/// </summary>
public interface IInspector
{
    /// <summary>What it is and what it needs.</summary>
    InspectorDescriptor Descriptor { get; }

    /// <summary>False when its settings in this policy turn it off: it is then not run, and states nothing.</summary>
    bool IsEnabled(PolicySnapshot policy) => true;

    /// <summary>Looks, and reports through <see cref="InspectionContext.Report"/>. Honour the token: it fires at the deadline.</summary>
    ValueTask InspectAsync(InspectionContext context, CancellationToken cancellationToken);
}

/// <summary>What an inspector declares, once.</summary>
public sealed record InspectorDescriptor
{
    /// <summary>Kebab-case; stands in findings, policies and logs.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for lists and documentation.</summary>
    public required string Summary { get; init; }

    /// <summary>The shared facts that it reads; the pipeline computes no others.</summary>
    public InspectionNeeds Needs { get; init; }

    /// <summary>When it runs; a later stage sees the findings of the earlier ones.</summary>
    public InspectionStage Stage { get; init; } = InspectionStage.Content;

    /// <summary>Its own deadline for one message.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether it burns CPU (runs behind the gate, in order) or waits for others (runs outside it, in parallel).</summary>
    public InspectorKind Kind { get; init; } = InspectorKind.Cpu;

    /// <summary>What kinds of finding it states.</summary>
    public required IReadOnlyList<FindingCategory> Categories { get; init; }
}

/// <summary>The shared facts, computed once and only when asked for.</summary>
[Flags]
public enum InspectionNeeds
{
    /// <summary>Envelope and headers only, which are always there.</summary>
    None = 0,

    /// <summary>The parts with names, types, sizes and hashes.</summary>
    Parts = 1,

    /// <summary>The readable text of the parts.</summary>
    Text = 2,

    /// <summary>The links of every carrier.</summary>
    Links = 4,
}

/// <summary>The order of inspection.</summary>
public enum InspectionStage
{
    /// <summary>Reads the content.</summary>
    Content = 0,

    /// <summary>Weighs the findings of the first stage.</summary>
    Findings = 1,
}

/// <summary>What an inspector spends.</summary>
public enum InspectorKind
{
    /// <summary>Computes.</summary>
    Cpu = 0,

    /// <summary>Waits for a server.</summary>
    Io = 1,
}
