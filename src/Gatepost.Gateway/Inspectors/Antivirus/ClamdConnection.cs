using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Inspectors.Antivirus;

/// <summary>
/// One INSTREAM conversation with clamd (clamd(8)): <c>zINSTREAM</c>, chunks with a length in front, an empty chunk, one answer that ends with NUL.
/// Every trouble is a verdict; only the caller's own cancellation throws.
/// </summary>
internal static class ClamdConnection
{
    /// <summary>Large enough that the cost of system calls vanishes, small enough for fifty at once.</summary>
    private const int ChunkOctets = 65_536;

    /// <summary>Signature names are short; a longer answer is no clamd's.</summary>
    private const int MaxAnswerOctets = 4_096;

    public static async ValueTask<ClamdVerdict> ScanAsync(EndPoint server, MessageContent content, CancellationToken cancellationToken)
    {
        using var socket = SocketFor(server);
        try
        {
            await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
            var sendTrouble = await SendAsync(socket, content, cancellationToken).ConfigureAwait(false);
            var verdict = await ReadAnswerAsync(socket, cancellationToken).ConfigureAwait(false);
            return verdict.Kind is ClamdVerdictKind.Failed && sendTrouble is not null ? ClamdVerdict.Failed(sendTrouble) : verdict;
        }
        catch (SocketException e)
        {
            return ClamdVerdict.Failed(e.SocketErrorCode == SocketError.ConnectionRefused ? "the connection was refused" : e.Message);
        }
    }

    /// <summary>True when the server answers PING.</summary>
    public static async ValueTask<bool> PingAsync(EndPoint server, CancellationToken cancellationToken)
    {
        using var socket = SocketFor(server);
        try
        {
            await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
            await SendAllAsync(socket, "zPING\0"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            var answer = new byte[4];
            var length = 0;
            while (length < answer.Length && await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken).ConfigureAwait(false) is var read and > 0)
                length += read;
            return answer.AsSpan(0, length).SequenceEqual("PONG"u8);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Socket SocketFor(EndPoint server) => server is UnixDomainSocketEndPoint
        ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>
    /// Null, or why the content could not be sent to its end: clamd that has seen enough (size limit) answers and closes, so the answer is read all the same.
    /// </summary>
    private static async ValueTask<string?> SendAsync(Socket socket, MessageContent content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkOctets + sizeof(int));
        try
        {
            await SendAllAsync(socket, "zINSTREAM\0"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            await using var stream = content.OpenRead();
            int read;
            do
            {
                read = await stream.ReadAsync(buffer.AsMemory(sizeof(int), ChunkOctets), cancellationToken).ConfigureAwait(false);
                BinaryPrimitives.WriteInt32BigEndian(buffer, read);
                await SendAllAsync(socket, buffer.AsMemory(0, sizeof(int) + read), cancellationToken).ConfigureAwait(false);
            }
            while (read > 0);
            return null;
        }
        catch (SocketException e)
        {
            return e.Message;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask SendAllAsync(Socket socket, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        while (!octets.IsEmpty)
            octets = octets[await socket.SendAsync(octets, cancellationToken).ConfigureAwait(false)..];
    }

    private static async ValueTask<ClamdVerdict> ReadAnswerAsync(Socket socket, CancellationToken cancellationToken)
    {
        var answer = new byte[MaxAnswerOctets];
        var length = 0;
        while (length < answer.Length)
        {
            var read = await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            var end = answer.AsSpan(length, read).IndexOf((byte)0);
            if (end >= 0)
                return ClamdVerdict.Parse(answer.AsSpan(0, length + end));
            if (read == 0)
                return ClamdVerdict.Failed("it closed the connection before its answer was complete");
            length += read;
        }
        return ClamdVerdict.Failed("its answer does not end");
    }
}
