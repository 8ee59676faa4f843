using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Policies.Actions;

/// <summary>Ask the sending server to try again later (451); nothing is kept.</summary>
internal sealed class TemporaryFailureAction(string? text) : PolicyAction
{
    public static ActionType Type { get; } = new(
        "temporary-failure", "Ask the sending server to try again later (451); nothing is kept.",
        [new("text", "text", "What the sending server is told, plain ASCII, at most 200 characters; not set = the reason in plain words.")],
        ["", "Please call our help desk."],
        (keys, _) => new TemporaryFailureAction(ReplyText.Read(keys)))
    { ShortKey = "text", TakesNoSettings = true };

    public override string Name => Type.Name;

    public override string Sentence => text is null ? "answer with a temporary failure" : $"answer with a temporary failure with the text \"{text}\"";

    public override Disposition? Intercepts => Disposition.TemporaryFailure;

    public override ActionResult Apply(ConditionMatch match, PolicyFacts facts, string rule) => new("answered with a temporary failure") { ReplyText = text };
}
