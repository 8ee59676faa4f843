using System.Diagnostics;
using System.Globalization;
using Gatepost.CommandLine;
using Gatepost.Terminal;

namespace Gatepost.Commands.Check;

/// <summary>Checks many messages on all cores; one after the other goes out, whole.</summary>
internal sealed class CheckRun(CommandIo io, MessageCheck check, Action<CheckResult> show)
{
    private readonly Lock _output = new();
    private int _done;
    private int _failed;

    public async Task<int> RunAsync(IEnumerable<MailSource> sources, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, 8), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(sources, options, async (source, token) =>
        {
            var result = await CheckOneAsync(source, token).ConfigureAwait(false);
            lock (_output)
                Finish(result);
        }).ConfigureAwait(false);
        EndProgress(started);
        return _failed == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>The edge of one message: whatever goes wrong with it, the others are checked.</summary>
    private async Task<CheckResult> CheckOneAsync(MailSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await check.RunAsync(source, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new CheckResult { Path = source.Path, Error = $"the check itself failed: {exception.GetType().Name}: {exception.Message}" };
        }
    }

    private void Finish(CheckResult result)
    {
        _done++;
        if (result.Error is not null)
            _failed++;
        show(result);
        if (io.ErrorIsTerminal && !io.OutIsTerminal)
            io.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{_done} checked"));
    }

    private void EndProgress(long started)
    {
        if (!io.ErrorIsTerminal || _done < 2)
            return;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        io.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"\r{_done} messages checked in {seconds:0.0} s{(_failed == 0 ? "" : $", {_failed} could not be read")}"));
    }
}
