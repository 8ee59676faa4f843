using System.Collections.Immutable;
using Gatepost.Mail.Extraction;

namespace Gatepost.Gateway.Extraction;

/// <summary>How far files are opened, as the policy has it (<c>inspectors: content:</c>).</summary>
public sealed record ContentSettings
{
    /// <summary>Passwords to try on everything that needs one, beside the words of the message.</summary>
    public ImmutableArray<string> Passwords { get; init; } = [];

    /// <summary>What the files of one message may cost.</summary>
    public ExtractionBudget Budget { get; init; } = new();
}
