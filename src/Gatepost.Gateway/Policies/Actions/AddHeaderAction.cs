using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Conditions;
using Gatepost.Gateway.Policies.Edits;

namespace Gatepost.Gateway.Policies.Actions;

/// <summary>Adds a header field.</summary>
internal sealed class AddHeaderAction(string header, string value) : PolicyAction
{
    private const int MostCharacters = 900;

    /// <summary>Fields that say how the message is read, whom it is from or what was verified: a second one would make two readers see two messages.</summary>
    private static readonly string[] Reserved =
    [
        "From", "Sender", "To", "Cc", "Bcc", "Date", "Subject", "Message-ID", "Return-Path", "Received", "MIME-Version", "DKIM-Signature",
        "Authentication-Results", "ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results",
    ];

    public static ActionType Type { get; } = new(
        "add-header", "Add a header field above the existing ones.",
        [new("name", "field name", "Such as X-Verdict."), new("value", "text", "Its value, any script; encoded and folded as mail demands.")],
        ["{name: X-Verdict, value: suspicious}"],
        Read);

    public override string Name => Type.Name;

    public override string Sentence => $"add the header field \"{header}: {value}\"";

    public override ActionResult Apply(ConditionMatch match, PolicyFacts facts, string rule) =>
        new($"header field {header} added") { Edits = [new AddHeaderEdit(header, value)] };

    private static AddHeaderAction Read(YamlKeys keys, ActionScope scope)
    {
        var name = keys.Require("name", "the name of a header field") is { } node ? YamlKeys.Text(node, keys.Errors, "the name of a header field") : null;
        if (name is not null && !HeaderText.IsFieldName(name))
            keys.Errors.Add(keys.Find("name")!, $"found {keys.Find("name")!.Describe()}, expected the name of a header field, without its colon");
        else if (name is not null && IsReserved(name))
            keys.Errors.Add(keys.Find("name")!, $"the field {name} says how the message is read and must stay single; expected a field of your own such as X-Verdict");
        var value = keys.Require("value", "a text") is { } text ? YamlKeys.Text(text, keys.Errors, "a text") : null;
        if (value is not null && (value.Length > MostCharacters || value.Any(char.IsControl)))
            keys.Errors.Add(keys.Find("value")!, $"expected one line of at most {MostCharacters} characters");
        return new AddHeaderAction(name ?? "", value ?? "");
    }

    private static bool IsReserved(string name) =>
        name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || Reserved.Contains(name, StringComparer.OrdinalIgnoreCase);
}
