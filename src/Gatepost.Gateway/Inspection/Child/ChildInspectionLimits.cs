namespace Gatepost.Gateway.Inspection.Child;

/// <summary>Bounds of inspection in a child process, on both sides of the pipe.</summary>
public sealed record ChildInspectionLimits
{
    /// <summary>Children at once: each is a whole runtime of some 100 MB.</summary>
    public int Processes { get; init; } = 2;

    /// <summary>From start to answer; then the child is killed. Twice a session's budget: the message is held long before.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Octets of the envelope: 1,000 recipients with all their parameters take some 500 KB.</summary>
    public int EnvelopeOctets { get; init; } = 4_194_304;

    /// <summary>Octets of the policy.</summary>
    public int PolicyOctets { get; init; } = 8_388_608;

    /// <summary>Octets of the message, which the child holds in memory. Above the 50 MB that a listener takes by default.</summary>
    public int ContentOctets { get; init; } = 268_435_456;

    /// <summary>Octets of the answer: texts and links at their limits, escaped.</summary>
    public int AnswerOctets { get; init; } = 67_108_864;

    /// <summary>Findings that are taken from an answer.</summary>
    public int Findings { get; init; } = 5_000;
}
