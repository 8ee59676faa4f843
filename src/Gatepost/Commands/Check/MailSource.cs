namespace Gatepost.Commands.Check;

/// <summary>One message to check, or why it cannot be read.</summary>
/// <param name="Path">As the user named it; <c>path#n</c> inside an mbox.</param>
/// <param name="Octets">The message, lines ended by CRLF.</param>
/// <param name="Error">Why there are no octets.</param>
internal sealed record MailSource(string Path, byte[]? Octets, string? Error);

/// <summary>Bounds of what <c>check</c> takes into memory.</summary>
internal sealed record CheckLimits
{
    /// <summary>Octets of one message: several times what any gateway takes (50 MB), and two of them fit a small machine.</summary>
    public long MessageOctets { get; init; } = 268_435_456;
}
