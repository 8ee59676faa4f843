using System.Diagnostics;

namespace Gatepost.Testing.Servers;

/// <summary>Waits for a condition of a server outside this process: no event tells it, so it is asked again and again.</summary>
public static class Wait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns when the condition holds, and fails with <paramref name="what"/> when it does not hold in time.</summary>
    public static Task UntilAsync(Func<bool> condition, TimeSpan timeout, string what) =>
        UntilAsync(() => Task.FromResult(condition()), timeout, () => what);

    /// <summary>Returns when the condition holds, and fails with <paramref name="what"/>, asked at the end, when it does not hold in time.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan timeout, Func<string> what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > timeout)
                throw new TimeoutException($"Waited {timeout.TotalSeconds:0.#} s in vain: {what()}");
            await Task.Delay(Interval);
        }
    }
}
