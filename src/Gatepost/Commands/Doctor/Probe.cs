using System.Net;
using System.Net.Sockets;
using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Commands.Doctor;

/// <summary>Small questions to servers, each with an end.</summary>
internal static class Probe
{
    private const int LongestLine = 1_000;

    /// <summary>Where a client of this machine reaches a listener: one on every address by loopback.</summary>
    public static IPEndPoint Reachable(IPEndPoint listener) =>
        listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.Loopback, listener.Port) : listener;

    /// <summary>Null, or why there is no connection.</summary>
    public static async Task<string?> ConnectsAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(new Question(server, null, []), cancellationToken);
        return answer.Trouble;
    }

    /// <summary>The first line that a server says.</summary>
    public static Task<ProbeAnswer> GreetingAsync(IPEndPoint server, CancellationToken cancellationToken) => GreetingAsync(server, Question.UsualPatience, cancellationToken);

    /// <summary>The first line that a server says within a time.</summary>
    public static async Task<ProbeAnswer> GreetingAsync(IPEndPoint server, TimeSpan patience, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(new Question(server, null, [""]) { Patience = patience }, cancellationToken);
        return answer.Trouble is null ? new ProbeAnswer(answer.Lines[^1], null) : new ProbeAnswer("", answer.Trouble);
    }

    /// <summary>
    /// Says lines one after the other and waits for an answer to each; an empty line is not said, only waited for. The last line of each answer comes back. Ends at the first that does
    /// not begin as wanted, where something is wanted.
    /// </summary>
    public static async Task<(IReadOnlyList<string> Lines, string? Trouble)> AskAsync(Question question, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(question.Patience);
        try
        {
            using var socket = new Socket(question.Server.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            if (question.From is { } from)
                socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(question.Server, patience.Token);
            await using var stream = new NetworkStream(socket);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            foreach (var line in question.Lines)
            {
                if (line.Length > 0)
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), patience.Token);
                lines.Add(await LastLineAsync(reader, patience.Token));
            }
            return (lines, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (lines, $"no answer within {question.Patience.TotalSeconds:0.#} seconds");
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return (lines, (exception.InnerException ?? exception).Message);
        }
    }

    /// <summary>SMTP answers of several lines have a hyphen behind the code of all but the last.</summary>
    private static async Task<string> LastLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var line = await reader.ReadLineAsync(cancellationToken) ?? throw new IOException("the server closed the connection");
            if (line.Length < 4 || line[3] != '-')
                return VisibleText.OneLine(line, LongestLine);
        }
    }
}

/// <summary>A dialogue.</summary>
/// <param name="Server">Whom to ask.</param>
/// <param name="From">Our own address for it; null = the system chooses.</param>
/// <param name="Lines">What is said.</param>
internal sealed record Question(IPEndPoint Server, IPAddress? From, IReadOnlyList<string> Lines)
{
    /// <summary>Long enough for a server that waits before it greets, short enough for a person who waits.</summary>
    public static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(10);

    /// <summary>For the whole dialogue.</summary>
    public TimeSpan Patience { get; init; } = UsualPatience;
}

/// <summary>A line that a server said, or why there is none.</summary>
internal sealed record ProbeAnswer(string Text, string? Trouble);
