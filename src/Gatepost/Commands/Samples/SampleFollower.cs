using Gatepost.Administration;
using Gatepost.Gateway.Administration;

namespace Gatepost.Commands.Samples;

/// <summary>Asks the gateway what became of the samples, until each has come to rest or patience is at its end.</summary>
internal sealed class SampleFollower(AdminClient client, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async Task<IReadOnlyList<SampleFate>> FollowAsync(IReadOnlyList<SampleFate> fates, CancellationToken cancellationToken)
    {
        var current = fates.ToArray();
        var started = time.GetTimestamp();
        while (true)
        {
            for (var i = 0; i < current.Length; i++)
            {
                if (current[i].Id is not { } id || (current[i].Explanation is not null && current[i].IsSettled))
                    continue;
                var answer = await client.GetAsync(Route.Of("explain", id.ToString()), AdminJson.Default.Explanation, cancellationToken).ConfigureAwait(false);
                if (answer.Outcome == AdminOutcome.NotRunning)
                    return current;
                if (answer.Value is { } explanation)
                    current[i] = current[i] with { Explanation = explanation };
            }
            if (current.All(fate => fate.IsSettled && (fate.Id is null || fate.Explanation is not null)) || time.GetElapsedTime(started) > Patience)
                return current;
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
