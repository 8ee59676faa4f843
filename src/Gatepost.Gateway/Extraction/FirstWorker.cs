using Microsoft.Extensions.Hosting;

namespace Gatepost.Gateway.Extraction;

/// <summary>Starts a worker with the gateway, so that the log says at the start what locks it in, and the first message need not wait for it.</summary>
internal sealed class FirstWorker(ExtractorPool pool) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken) => await pool.TypesAsync(stoppingToken).ConfigureAwait(false);
}
