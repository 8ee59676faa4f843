using System.Net;

namespace Gatepost.Gateway.Receiving.Connections;

/// <summary>One connection's place in the counts of its listener. XCLIENT moves it to another client. Used by one session.</summary>
internal sealed class ConnectionSeat : IDisposable
{
    private readonly ConnectionLimiter _limiter;
    private IPAddress _client;

    public ConnectionSeat(ConnectionLimiter limiter, IPAddress client)
    {
        (_limiter, _client) = (limiter, client);
        Admission = limiter.Enter(client);
    }

    /// <summary>What was said of the present client.</summary>
    public ConnectionAdmission Admission { get; private set; }

    public void Move(IPAddress client)
    {
        _limiter.Leave(_client);
        _client = client;
        Admission = _limiter.Enter(client);
    }

    public void Dispose() => _limiter.Leave(_client);
}
