using System.Text.Json;
using Gatepost.Fuzz.Memory;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.MessageLog.Journal;
using Gatepost.Gateway.MessageLog.Loading;
using Gatepost.Gateway.Messages;

namespace Gatepost.Fuzz.Targets;

/// <summary>A segment of the message log's journal: every octet is in exactly one line, and an entry that was read is written and read again as the same.</summary>
internal sealed class JournalTarget : IFuzzTarget
{
    private static readonly JournalLimits Limits = new() { ChunkOctets = 64, LineOctets = 2_048 };

    public string Name => "journal";

    public string Summary => "segments of the message log's journal; no octet lost, entries the same when written again";

    public IReadOnlyList<string> Words { get; } =
    [
        "\n", "{\"kind\":\"refusal\",", "{\"kind\":\"message\",", "{\"kind\":\"attempt\",", "{\"kind\":\"status\",", "\"kind\":\"x\"", "\"at\":", "\"2026-01-02T03:04:05+00:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"mail_id\":", "null", "\"\\ud800\"", "\"recipients\":[",
        "\"status\":\"queued\"", "\"recipient\":-1", "{", "}", "]", ",", "\u00ff", "\u00ef\u00bb\u00bf",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        foreach (var readable in (ReadOnlySpan<long?>)[null, input.Length])
        {
            var reader = new JournalReader(new MemoryFile(octets), 0, readable, Limits);
            var end = 0L;
            while (reader.ReadLines(3) is { Count: > 0 } lines)
            {
                foreach (var line in lines)
                {
                    // A line that is too long is cut in two, with no line end between.
                    Expect.That(line.Offset == end || (line.Offset == end + 1 && octets[end] == '\n'), $"a line at {line.Offset}, after {end}");
                    Expect.Equal(octets.AsSpan((int)line.Offset, line.Octets.Length), line.Octets.Span, "a line");
                    end = line.Offset + line.Octets.Length;
                    Entry(line.Octets.Span);
                }
            }
            Expect.That(readable is null ? octets.AsSpan((int)end) is [] or [(byte)'\n'] : reader.Offset <= octets.Length, $"{end} of {octets.Length} octets were read");
        }
    }

    private static void Entry(ReadOnlySpan<byte> line)
    {
        LogEntry? entry;
        try
        {
            entry = JsonSerializer.Deserialize(line, GatepostJson.Default.LogEntry);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            // Set aside as it is.
            return;
        }
        if (entry is null)
            return;
        var written = JsonSerializer.SerializeToUtf8Bytes(entry, GatepostJson.Default.LogEntry);
        Expect.That(!written.Contains((byte)'\n'), "an entry on two lines");
        // Explicit nulls, which we never write, are taken here and refused by the store; written again they are missing.
        if (line.IndexOf("null"u8) < 0)
            Expect.Equal(written, JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize(written, GatepostJson.Default.LogEntry)!, GatepostJson.Default.LogEntry), "an entry written again");
    }
}
