using System.Globalization;

namespace Gatepost.EndToEnd.Tests.Crash;

/// <summary>How hard the gateway is treated.</summary>
public sealed record CrashPlan
{
    /// <summary>Messages that shall get their 250 in the end.</summary>
    public int Messages { get; init; } = 2_000;

    /// <summary>Connections at once.</summary>
    public int Connections { get; init; } = 20;

    /// <summary>Deaths in all, those at failpoints among them.</summary>
    public int Kills { get; init; } = 32;

    /// <summary>Where the process kills itself, in turn.</summary>
    public IReadOnlyList<string> Failpoints { get; init; } = [];

    /// <summary>Seed of everything random, so that a run can be repeated as far as timing allows.</summary>
    public int Seed { get; init; } = Random.Shared.Next();
}

/// <summary>What a crash run saw.</summary>
/// <param name="Kills">Deaths.</param>
/// <param name="ByFailpoint">Deaths at each failpoint.</param>
/// <param name="Accepted">Messages that got their 250.</param>
/// <param name="Lost">Message-IDs that got their 250 and did not arrive.</param>
/// <param name="Duplicates">Messages that arrived more than once.</param>
/// <param name="Broken">Message-IDs whose content arrived changed or cut.</param>
/// <param name="Books">What the gateway itself says at the end.</param>
public sealed record CrashReport(
    int Kills, IReadOnlyDictionary<string, int> ByFailpoint, int Accepted, IReadOnlyList<string> Lost, int Duplicates, IReadOnlyList<string> Broken, string Books)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Kills} kills ({string.Join(", ", ByFailpoint.Select(pair => $"{pair.Key} {pair.Value}"))}); {Accepted} messages got their 250, {Lost.Count} lost, {Broken.Count} broken, "
        + string.Create(CultureInfo.InvariantCulture, $"{Duplicates} delivered twice ({100.0 * Duplicates / Math.Max(1, Accepted):0.00} % of the messages, {(double)Duplicates / Math.Max(1, Kills):0.00} at each kill). {Books}");
}
