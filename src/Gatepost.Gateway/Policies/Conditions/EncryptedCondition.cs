using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Inspection;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>Some part cannot be read without a password.</summary>
internal sealed class EncryptedCondition(bool expected) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "encrypted", "Some part, such as a file in an archive, cannot be read without a password (or, with false, none is like that).",
        [new("is", "true or false", "Whether there must be such a part.")],
        ["true"],
        Read)
    { ShortKey = "is" };

    public override string Sentence => expected ? "an encrypted part" : "no encrypted part";

    public override InspectionNeeds Needs => InspectionNeeds.Parts;

    public override bool NamesParts => expected;

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var parts = facts.Inspection.Parts.Where(part => part.IsEncrypted).ToArray();
        if (!expected)
            return parts.Length == 0 ? new ConditionMatch("no part is encrypted") : null;
        return AttachmentMatch.Of(
            parts, part => $"{PartWords.Part(facts.Inspection, part.Path)} is encrypted",
            _ => "The message holds encrypted content that could not be checked");
    }

    private static EncryptedCondition Read(YamlKeys keys) => new(keys.RequiredFlag("is"));
}
