using System.Collections.Immutable;

namespace Gatepost.Gateway.Policies;

/// <summary>One compiled rule. The policies folder owns its content; others only show it.</summary>
public sealed record PolicyRule
{
    /// <summary>Unique in its revision.</summary>
    public required string Name { get; init; }

    /// <summary>False = kept, but skipped.</summary>
    public bool IsEnabled { get; init; } = true;
}
