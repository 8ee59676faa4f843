using System.Collections.Immutable;

namespace Gatepost.Gateway.Spool.Format;

/// <summary>What was found in a spool file: <see cref="Whole"/>, <see cref="Withdrawn"/> or <see cref="Damaged"/>.</summary>
internal abstract record SpoolReading
{
    /// <summary>A committed message; its content was not read yet.</summary>
    /// <param name="Record">The newest decision.</param>
    /// <param name="States">The newest states.</param>
    /// <param name="Sha256">What the content must hash to.</param>
    /// <param name="ContentLength">Octets.</param>
    /// <param name="Tail">Where the last whole record ends and the next one goes.</param>
    /// <param name="IsTorn">Octets of an unfinished append lie behind the tail.</param>
    public sealed record Whole(
        SpoolRecord Record, ImmutableArray<RecipientUpdate> States, ReadOnlyMemory<byte> Sha256, long ContentLength, long Tail, bool IsTorn) : SpoolReading;

    /// <summary>A message whose commit failed: it was never acknowledged, and may be removed.</summary>
    public sealed record Withdrawn : SpoolReading;

    /// <summary>A file that cannot be trusted.</summary>
    /// <param name="Reason">Goes on from the file's name: "is shorter than ...".</param>
    public sealed record Damaged(string Reason) : SpoolReading;
}
