using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Gatepost.Gateway.Monitoring;
using Gatepost.Mail.Smtp;

namespace Gatepost.Gateway.Receiving;

/// <summary>What receiving counts. Thread-safe.</summary>
internal sealed class ReceivingMetrics
{
    /// <summary>RFC 3463 and its registry know subjects to 7 and details to 40; what a next hop invents beyond that is one series.</summary>
    private const int HighestSubject = 7;
    private const int HighestDetail = 40;

    private static readonly FrozenSet<string> Verbs = new[] { "EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "VRFY", "EXPN", "HELP", "NOOP", "QUIT" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> VerbOf = Verbs.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string[] Results = ["accepted", "deferred", "refused"];

    private readonly Counter<long> _sessions;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _octets;
    private readonly Histogram<double> _accept;

    public ReceivingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatepostMeters.Receiving);
        _sessions = meter.CreateCounter<long>("gatepost.receiving.sessions", "{session}", "SMTP connections that were taken.");
        _refusals = meter.CreateCounter<long>("gatepost.receiving.refusals", "{refusal}", "Refusals that clients were told, by command and reply code.");
        _messages = meter.CreateCounter<long>("gatepost.receiving.messages", "{message}", "Messages whose content came in whole, by what was answered.");
        _octets = meter.CreateCounter<long>("gatepost.receiving.content", "By", "Octets of the messages whose content came in whole.");
        _accept = meter.CreateHistogram("gatepost.receiving.accept.duration", "s", "From the end of a message's content to our answer.", advice: GatepostMeters.Latency);
    }

    /// <summary>Zeroes, so that the first of each counts as a growth.</summary>
    public void Begin(IEnumerable<string> listeners)
    {
        foreach (var listener in listeners)
        {
            _sessions.Add(0, new KeyValuePair<string, object?>("listener", listener));
            _octets.Add(0, new KeyValuePair<string, object?>("listener", listener));
            foreach (var result in Results)
                _messages.Add(0, new("listener", listener), new("result", result));
        }
    }

    public void SessionBegins(string listener) => _sessions.Add(1, new KeyValuePair<string, object?>("listener", listener));

    public void Refused(string listener, string command, SmtpReply reply) => _refusals.Add(
        1, new("listener", listener), new("command", Command(command)), new("reply", Code(reply)));

    public void Answered(string listener, SmtpReply reply, long octets, TimeSpan elapsed)
    {
        var result = Results[reply.IsPositive ? 0 : reply.IsTransient ? 1 : 2];
        _messages.Add(1, new("listener", listener), new("result", result));
        _octets.Add(octets, new KeyValuePair<string, object?>("listener", listener));
        _accept.Record(elapsed.TotalSeconds, new("listener", listener), new("result", result));
    }

    /// <summary>The verb of a client's line; anything else is one word, whatever strangers type.</summary>
    private static string Command(string line)
    {
        var end = line.AsSpan().IndexOfAny(' ', ':');
        return VerbOf.TryGetValue(end < 0 ? line : line.AsSpan(0, end), out var verb) ? verb : line.Length == 0 ? "none" : "other";
    }

    private static string Code(SmtpReply reply) => reply switch
    {
        { Code: < 400 or > 599 } => "other",
        { Status: { Subject: <= HighestSubject, Detail: <= HighestDetail } status } => $"{reply.Code} {status}",
        _ => reply.Code.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
