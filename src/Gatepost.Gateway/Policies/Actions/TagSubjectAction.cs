using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Policies.Actions;

/// <summary>Puts a tag in front of the subject.</summary>
internal sealed class TagSubjectAction(string tag) : PolicyAction
{
    private const int MostCharacters = 60;

    public static ActionType Type { get; } = new(
        "tag-subject", "Put a tag in front of the subject, once.",
        [new("tag", "text", "Such as [SPAM]; any script, at most 60 characters.")],
        ["\"[SPAM]\""],
        Read)
    { ShortKey = "tag" };

    public override string Name => Type.Name;

    public override string Sentence => $"put \"{tag}\" in front of the subject";

    public override ActionResult Apply(ConditionMatch match, PolicyFacts facts, string rule) =>
        new($"\"{tag}\" put in front of the subject") { Edits = [new TagSubjectEdit(tag)] };

    private static TagSubjectAction Read(YamlKeys keys, ActionScope scope)
    {
        const string expected = "a tag such as [SPAM]";
        var tag = keys.Require("tag", expected) is { } node ? YamlKeys.Text(node, keys.Errors, expected) : null;
        if (tag is not null && (tag.Trim().Length is 0 or > MostCharacters || tag.Any(char.IsControl)))
            keys.Errors.Add(keys.Find("tag")!, $"expected one line of 1 to {MostCharacters} characters");
        return new TagSubjectAction(tag?.Trim() ?? "");
    }
}
