using System.Collections.Immutable;
using Gatepost.Gateway.Inspection;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>
/// One compiled condition. Immutable and pure: it reads facts, and says what it saw. A new kind is one file with its <see cref="ConditionType"/>, one
/// line in <see cref="ConditionTypes"/>, and one test file.
/// </summary>
internal abstract class PolicyCondition
{
    /// <summary>What it asks for, with every setting, as words that fit after "when".</summary>
    public abstract string Sentence { get; }

    /// <summary>The shared facts that it reads.</summary>
    public virtual InspectionNeeds Needs => InspectionNeeds.None;

    /// <summary>Inspectors that must run, by name.</summary>
    public virtual IEnumerable<string> Inspectors => [];

    /// <summary>Categories whose inspectors must run.</summary>
    public virtual IEnumerable<FindingCategory> Categories => [];

    /// <summary>True when the answer differs between the recipients of a message; otherwise it is asked once a message.</summary>
    public virtual bool IsPerRecipient => false;

    /// <summary>True when a match names parts, which <c>strip-attachments</c> can take out.</summary>
    public virtual bool NamesParts => false;

    /// <summary>What was seen, or null when the condition does not hold.</summary>
    public abstract ConditionMatch? Evaluate(PolicyFacts facts);
}

/// <summary>What a condition saw.</summary>
/// <param name="Because">For administrators, a clause: <c>EICAR_TEST_FILE found by test-strings in part 2 (eicar.zip)</c>.</param>
internal sealed record ConditionMatch(string Because)
{
    /// <summary>For the sender of a refused message, a sentence without internals; null = the policy's common one.</summary>
    public string? Plain { get; init; }

    /// <summary>The parts that it is about.</summary>
    public ImmutableArray<string> Parts { get; init; } = [];

    /// <summary>The findings that it asked for and got.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];
}
