using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Inspection;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>The message is signed or encrypted end to end (S/MIME, OpenPGP), so that changing its body would break it.</summary>
internal sealed class SignedCondition(bool expected) : PolicyCondition
{
    private static readonly string[] SealedTypes =
        ["multipart/signed", "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"];

    public static ConditionType Type { get; } = new(
        "signed", "The message is signed or encrypted by its sender with S/MIME or OpenPGP (or, with false, is not).",
        [new("is", "true or false", "Whether it must be.")],
        ["true"],
        Read)
    { ShortKey = "is" };

    public override string Sentence => expected ? "a message signed or encrypted by its sender" : "a message not signed or encrypted by its sender";

    public override InspectionNeeds Needs => InspectionNeeds.Parts;

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var type = SealedType(facts.Inspection);
        if (expected != type is not null)
            return null;
        return new ConditionMatch(type is null ? "neither signed nor encrypted by the sender" : $"signed or encrypted by the sender ({type})");
    }

    /// <summary>The media type that seals the message or a part of it, or null.</summary>
    public static string? SealedType(MessageInspection inspection)
    {
        var declared = inspection.Headers.Find("Content-Type")?.Value.Split(';', 2)[0].Trim();
        return SealedTypes.FirstOrDefault(type =>
            string.Equals(type, declared, StringComparison.OrdinalIgnoreCase)
            || inspection.Parts.Any(part => string.Equals(type, part.DeclaredType, StringComparison.OrdinalIgnoreCase)));
    }

    private static SignedCondition Read(YamlKeys keys) => new(keys.RequiredFlag("is"));
}
