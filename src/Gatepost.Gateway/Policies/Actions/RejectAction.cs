using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Policies.Actions;

/// <summary>Refuse the message in the session (550): the sending server tells the sender.</summary>
internal sealed class RejectAction(string? text) : PolicyAction
{
    public static ActionType Type { get; } = new(
        "reject", "Refuse the message in the session (550): the sending server tells the sender.",
        [new("text", "text", "What the sending server is told, plain ASCII, at most 200 characters; not set = the reason in plain words.")],
        ["", "Please call our help desk."],
        (keys, _) => new RejectAction(ReplyText.Read(keys)))
    { ShortKey = "text", TakesNoSettings = true };

    public override string Name => Type.Name;

    public override string Sentence => text is null ? "reject it" : $"reject it with the text \"{text}\"";

    public override Disposition? Intercepts => Disposition.Reject;

    public override ActionResult Apply(ConditionMatch match, PolicyFacts facts, string rule) => new("rejected") { ReplyText = text };
}
