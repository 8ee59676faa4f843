using System.IO.Pipelines;
using Gatepost.Mail.Smtp.Server.Proxy;

namespace Gatepost.Gateway.Receiving.Connections;

/// <summary>Takes the PROXY header off the beginning of a connection, before anything else is read or said.</summary>
internal static class ProxyIntake
{
    /// <summary>The header, or why there is none.</summary>
    public static async ValueTask<(ProxyHeader? Header, string? Problem)> ReadAsync(PipeReader input, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(either.Token);
                var read = ProxyHeaderParser.Read(result.Buffer);
                // What follows the header is the client's, and stays.
                input.AdvanceTo(result.Buffer.GetPosition(read.Length), read.Header is null ? result.Buffer.End : result.Buffer.GetPosition(read.Length));
                if (read.Header is not null || read.Problem is not null)
                    return (read.Header, read.Problem);
                if (result.IsCompleted)
                    return (null, "the connection ended before its PROXY header");
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return (null, "the PROXY header did not come in time");
        }
    }
}
