using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.NextHops;

/// <summary>What stories of next hops share.</summary>
internal static class NextHopStory
{
    /// <summary>Waits until the queue says why mail waits. The first attempt comes by itself, and the pause after it keeps the second away from what a test does next.</summary>
    public static Task WaitsWithAsync(GatepostProcess gatepost, string words)
    {
        var queue = "";
        return Wait.UntilAsync(
            async () =>
            {
                queue = (await gatepost.CommandAsync("queue", "list", "--json")).Output;
                return queue.Contains(words, StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(60), () => $"the queue says \"{words}\": {queue} {gatepost.Log}");
    }

    /// <summary>Waits until a message's story has these words.</summary>
    public static Task IsToldAsync(GatepostProcess gatepost, string id, string words)
    {
        var story = "";
        return Wait.UntilAsync(
            async () => (story = (await gatepost.CommandAsync("explain", id)).Both).Contains(words, StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), () => $"explain says \"{words}\": {story}");
    }
}
