using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Gatepost.Testing.NextHops;

/// <summary>
/// A server on loopback that follows a dialogue to the letter: one dialogue a connection, the last for all further ones. What the client says
/// instead of what the dialogue expects is a problem, which the test asserts to be absent. See <see cref="DialogueStep"/> for the language.
/// </summary>
public sealed class ScriptedNextHop : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string[] _dialogues;
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly ConcurrentQueue<string> _contents = new();
    private readonly ConcurrentQueue<string?> _serverNames = new();
    private readonly ConcurrentQueue<string> _clients = new();
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly Task _accepting;
    private int _connections;

    public ScriptedNextHop(params string[] dialogues)
    {
        _dialogues = dialogues;
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The certificate for a name that a client asks for (SNI, null = none).</summary>
    public Func<string?, X509Certificate2> Certificate { get; init; } = _ => SelfSigned.Create();

    /// <summary>The names that clients asked for, in order.</summary>
    public IReadOnlyList<string?> ServerNames => [.. _serverNames];

    /// <summary>Connections so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Contents that were ended by the final dot, as they were on the wire: dots still doubled.</summary>
    public IReadOnlyList<string> Contents => [.. _contents];

    /// <summary>The addresses that clients came from, in order.</summary>
    public IReadOnlyList<string> Clients => [.. _clients];

    /// <summary>Where client and dialogue differed so far, while a client keeps its connection.</summary>
    public IReadOnlyList<string> Problems => [.. _problems];

    /// <summary>Where client and dialogue differed, once every session has ended.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync()
    {
        await Task.WhenAll(_sessions);
        return [.. _problems];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_sessions);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _clients.Enqueue(((IPEndPoint)client.Client.RemoteEndPoint!).Address.ToString());
                var number = Interlocked.Increment(ref _connections);
                _sessions.Add(RunAsync(client, _dialogues[Math.Min(number, _dialogues.Length) - 1], number));
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private X509Certificate2 CertificateFor(string? name)
    {
        _serverNames.Enqueue(name);
        return Certificate(name);
    }

    private async Task RunAsync(TcpClient client, string dialogue, int number)
    {
        using (client)
        {
            var session = new ScriptedSession(client, _contents, CertificateFor);
            foreach (var step in DialogueStep.Parse(dialogue))
            {
                try
                {
                    if (await session.RunAsync(step, _stop.Token) is { } problem)
                    {
                        _problems.Enqueue($"connection {number}: {problem}");
                        return;
                    }
                }
                catch (Exception end) when (end is OperationCanceledException or IOException or SocketException or ObjectDisposedException or AuthenticationException)
                {
                    if (!_stop.IsCancellationRequested)
                        _problems.Enqueue($"connection {number}: {end.Message} at \"{step.Verb} {step.Text}\"");
                    return;
                }
            }
        }
    }
}
