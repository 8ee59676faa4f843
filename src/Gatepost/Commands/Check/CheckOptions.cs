using System.Collections.Immutable;
using Gatepost.Gateway.Messages;

namespace Gatepost.Commands.Check;

/// <summary>What the user asked for, checked.</summary>
internal sealed record CheckOptions
{
    public required ImmutableArray<string> Paths { get; init; }

    public string? Policy { get; init; }

    public required string DataFolder { get; init; }

    public Direction Direction { get; init; }

    public string? ClientIp { get; init; }

    public string? Helo { get; init; }

    /// <summary>Null = from the message; empty = the null reverse-path.</summary>
    public string? From { get; init; }

    public ImmutableArray<string> To { get; init; } = [];

    public bool IsOnline { get; init; }

    public bool IsJson { get; init; }
}
