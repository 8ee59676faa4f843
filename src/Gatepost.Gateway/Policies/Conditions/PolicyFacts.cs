using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>What is asked about one recipient of one message; what does not depend on the recipient is asked once.</summary>
/// <param name="Inspection">What is known of the message.</param>
/// <param name="Snapshot">The policy.</param>
/// <param name="Recipient">The recipient.</param>
/// <param name="Direction">Its direction.</param>
internal sealed record PolicyFacts(MessageInspection Inspection, PolicySnapshot Snapshot, EmailAddress Recipient, Direction Direction)
{
    private Dictionary<PolicyCondition, ConditionMatch?> Answers { get; init; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>What was seen, from memory where the message was asked before.</summary>
    public ConditionMatch? Ask(PolicyCondition condition)
    {
        if (condition.IsPerRecipient)
            return condition.Evaluate(this);
        if (!Answers.TryGetValue(condition, out var answer))
            Answers[condition] = answer = condition.Evaluate(this);
        return answer;
    }

    /// <summary>The parts that a reader sees as files, with or without the files inside containers.</summary>
    public IEnumerable<MessagePart> Attachments(bool inArchives) =>
        Inspection.Parts.Where(part => AttachedFiles.IsOne(part) && (inArchives || !part.IsMember));

    /// <summary>The values of every field of a name.</summary>
    public IEnumerable<string> HeaderValues(string name) => HeaderFields(name).Select(field => field.Value);

    /// <summary>Every field of a name.</summary>
    public IEnumerable<HeaderField> HeaderFields(string name) =>
        Inspection.Headers.Fields.Where(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase));
}
