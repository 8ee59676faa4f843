using System.IO.Pipelines;

namespace Gatepost.Testing.Smtp;

/// <summary>
/// A connection without a network: two pipes. The server's side reads inline, so that each flush of the client is worked off before it
/// returns: the slicing of the input is exactly the test's.
/// </summary>
public sealed class InMemoryConnection
{
    public InMemoryConnection(long pauseWriterThreshold = 65_536)
    {
        var toServer = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline, pauseWriterThreshold: pauseWriterThreshold,
            resumeWriterThreshold: pauseWriterThreshold / 2, useSynchronizationContext: false));
        var toClient = new Pipe(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        Server = new Side(toServer.Reader, toClient.Writer);
        Client = new Side(toClient.Reader, toServer.Writer);
    }

    public IDuplexPipe Server { get; }

    public IDuplexPipe Client { get; }

    private sealed record Side(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
