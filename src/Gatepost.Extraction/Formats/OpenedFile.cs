using System.Collections.Immutable;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Extraction.Formats;

/// <summary>A file that is being read.</summary>
internal sealed record OpenedFile
{
    /// <summary>Its octets: seekable, at the start; owned by the caller. Small files lie in memory.</summary>
    public required Stream Content { get; init; }

    /// <summary>Octets.</summary>
    public required long Length { get; init; }

    /// <summary>By content.</summary>
    public required FileType Type { get; init; }

    /// <summary>As it was claimed, cleaned, or null.</summary>
    public string? Name { get; init; }

    /// <summary>0 for the file that the gateway handed over; its members have 1.</summary>
    public int Depth { get; init; }

    /// <summary>Passwords to try, best first: words of the message, then the administrator's list; their number is bounded by who collects them.</summary>
    public ImmutableArray<string> Passwords { get; init; } = [];
}
