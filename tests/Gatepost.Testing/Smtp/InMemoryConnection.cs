using System.IO.Pipelines;

namespace Gatepost.Testing.Smtp;

/// <summary>
/// A connection without a network: two pipes. The server's side reads inline, so that each flush of the client is worked off before it
/// returns: the slicing of the input is exactly the test's.
/// </summary>
public sealed class InMemoryConnection
{
    /// <param name="pauseWriterThreshold">Octets that the client may send before the server must have read; 0 = any number.</param>
    /// <param name="pauseReplyThreshold">Octets that the server may reply before the client must have read; 0 = any number.</param>
    public InMemoryConnection(long pauseWriterThreshold = 65_536, long pauseReplyThreshold = 0)
    {
        var toServer = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline, pauseWriterThreshold: pauseWriterThreshold,
            resumeWriterThreshold: pauseWriterThreshold / 2, useSynchronizationContext: false));
        var toClient = new Pipe(new PipeOptions(
            pauseWriterThreshold: pauseReplyThreshold, resumeWriterThreshold: pauseReplyThreshold / 2, useSynchronizationContext: false));
        Server = new Side(toServer.Reader, toClient.Writer);
        Client = new Side(toClient.Reader, toServer.Writer);
    }

    public IDuplexPipe Server { get; }

    public IDuplexPipe Client { get; }

    private sealed record Side(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
