using System.Collections.Immutable;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies.Actions;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>What is asked about one recipient of one message; what does not depend on the recipient is worked out once.</summary>
/// <param name="Inspection">What is known of the message.</param>
/// <param name="Snapshot">The policy.</param>
/// <param name="Recipient">The recipient.</param>
/// <param name="Direction">Its direction.</param>
internal sealed record PolicyFacts(MessageInspection Inspection, PolicySnapshot Snapshot, EmailAddress Recipient, Direction Direction)
{
    private MessageMemory Memory { get; init; } = new(Inspection);

    /// <summary>What was seen, from memory where the message was asked before.</summary>
    public ConditionMatch? Ask(PolicyCondition condition)
    {
        if (condition.IsPerRecipient)
            return condition.Evaluate(this);
        if (!Memory.Answers.TryGetValue(condition, out var answer))
            Memory.Answers[condition] = answer = condition.Evaluate(this);
        return answer;
    }

    /// <summary>What an action does about a match, from memory where another recipient had the same.</summary>
    public ActionResult Once(PolicyAction action, ConditionMatch match, Func<ActionResult> work)
    {
        if (!Memory.Results.TryGetValue((action, match), out var result))
            Memory.Results[(action, match)] = result = work();
        return result;
    }

    /// <summary>The parts that a reader sees as files, with or without the files inside containers.</summary>
    public IEnumerable<MessagePart> Attachments(bool inArchives) =>
        Inspection.Parts.Where(part => AttachedFiles.IsOne(part) && (inArchives || !part.IsMember));

    /// <summary>The same, with the members that a scope includes.</summary>
    public IEnumerable<MessagePart> Attachments(MemberScope members) => Inspection.Parts.Where(part => AttachedFiles.IsOne(part) && members.Includes(part));

    /// <summary>The texts of all parts, hidden ones too, folded for the search of words.</summary>
    public ImmutableArray<string> FoldedTexts => Memory.Texts.Value;

    /// <summary>The subjects, folded likewise.</summary>
    public ImmutableArray<string> FoldedSubjects => Memory.Subjects.Value;

    /// <summary>The parts that can be taken out of the message: members of containers go with them.</summary>
    public IReadOnlySet<string> Carriers => Memory.Carriers.Value;

    /// <summary>The values of every field of a name.</summary>
    public IEnumerable<string> HeaderValues(string name) => HeaderFields(name).Select(field => field.Value);

    /// <summary>Every field of a name.</summary>
    public IEnumerable<HeaderField> HeaderFields(string name) => Fields(Inspection, name);

    private static IEnumerable<HeaderField> Fields(MessageInspection inspection, string name) =>
        inspection.Headers.Fields.Where(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Shared by all recipients. Texts have megabytes, rules are many, and so are recipients: nothing here may be made for each of them.</summary>
    private sealed class MessageMemory(MessageInspection inspection)
    {
        public Dictionary<PolicyCondition, ConditionMatch?> Answers { get; } = new(ReferenceEqualityComparer.Instance);

        public Dictionary<(PolicyAction Action, ConditionMatch Match), ActionResult> Results { get; } = [];

        public Lazy<ImmutableArray<string>> Texts { get; } = new(() => [.. inspection.Texts.Select(text => Matching.FoldedText.Of(text.Text))]);

        public Lazy<ImmutableArray<string>> Subjects { get; } = new(() => [.. Fields(inspection, "Subject").Select(field => Matching.FoldedText.Of(field.Value))]);

        public Lazy<HashSet<string>> Carriers { get; } =
            new(() => inspection.Parts.Where(part => !part.IsMember && !part.IsMultipart).Select(part => part.Path).ToHashSet(StringComparer.Ordinal));
    }
}
