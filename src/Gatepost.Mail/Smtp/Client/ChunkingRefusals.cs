using System.Collections.Concurrent;
using System.Net;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>
/// Next hops that announce CHUNKING and do not know BDAT: a firewall between lets the announcement through and refuses the command. They get DATA from then on. Thread-safe, bounded.
/// </summary>
internal sealed class ChunkingRefusals
{
    /// <summary>Such firewalls are rare; when there are more they are all asked anew, which costs an attempt each.</summary>
    private const int Most = 1_000;

    private readonly ConcurrentDictionary<string, bool> _endPoints = new(StringComparer.Ordinal);

    public bool Has(EndPoint endPoint) => !_endPoints.IsEmpty && _endPoints.ContainsKey(endPoint.ToString()!);

    public void Add(EndPoint endPoint)
    {
        if (_endPoints.Count >= Most)
            _endPoints.Clear();
        _endPoints[endPoint.ToString()!] = true;
    }
}
