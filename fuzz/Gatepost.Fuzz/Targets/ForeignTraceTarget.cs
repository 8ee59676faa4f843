using System.Text;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Gateway.Receiving;
using Gatepost.Mail.Mime;

namespace Gatepost.Fuzz.Targets;

/// <summary>
/// Forged fields of ours are gone after the edit that removes them, whatever stood around them; and a client's HELO (the message's first line here)
/// cannot add a field to our own trace.
/// </summary>
internal sealed class ForeignTraceTarget : IFuzzTarget
{
    private const string AuthservId = "mx.example.org";

    public string Name => "foreign-traces";

    public string Summary => "forged X-Gatepost and Authentication-Results fields, hostile HELO names; none gets through";

    public IReadOnlyList<string> Words { get; } =
    [
        "X-Gatepost-Spam: ", "x-gatepost-", "X-Gatepost: ", "Authentication-Results: ", "authentication-results :", "mx.example.org", "MX.EXAMPLE.ORG", "\"mx.example.org\"", "(comment) ", "(\\)) ", "mx.example.org.example.net", ";", " spf=pass",
        "\r\n", "\n", "\r\n ", "\r\n\t", "\r\n\r\n", "\0", "(", ")", "=?utf-8?Q?mx.example.org?=",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var content = new MemoryContent(input.ToArray());
        var removals = ForeignTraces.Removals(HeaderScanner.Scan(content), AuthservId, removeOwnPrefix: true);
        using var stream = MessageEditor.Open(content, "", removals).OpenRead();
        var octets = new byte[stream.Length];
        stream.ReadExactly(octets);
        foreach (var field in HeaderScanner.Scan(octets.AsMemory()).Fields)
        {
            Expect.That(!field.Name.StartsWith("X-Gatepost-", StringComparison.OrdinalIgnoreCase), $"still there: {field}");
            Expect.That(!field.Name.Equals("Authentication-Results", StringComparison.OrdinalIgnoreCase) || !field.RawValue.StartsWith(AuthservId + ";", StringComparison.OrdinalIgnoreCase), $"still there: {field}");
        }
        Trace(Encoding.UTF8.GetString(input).Split('\n')[0]);
    }

    private static void Trace(string helo)
    {
        var envelope = new Envelope { Listener = "mx", Helo = helo, Recipients = [], ReceivedAt = DateTimeOffset.UnixEpoch };
        var field = TraceHeader.Received(default, envelope, AuthservId);
        var headers = HeaderScanner.Scan(Encoding.UTF8.GetBytes(field + "\r\n").AsMemory());
        Expect.That(headers.Fields.Length == 1 && headers.Fields[0].Length == field.Length && field.Split("\r\n").All(line => line.Length <= 998), $"not one field: {field}");
    }
}
