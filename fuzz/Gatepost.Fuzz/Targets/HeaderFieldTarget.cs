using System.Text;
using Gatepost.Fuzz.Memory;
using Gatepost.Mail.Mime;

namespace Gatepost.Fuzz.Targets;

/// <summary>The header block. From memory and from a stream it is the same; fields lie in order inside it, and their octets begin with their names.</summary>
internal sealed class HeaderFieldTarget : IFuzzTarget
{
    private static readonly HeaderLimits[] Limits = [new(), new() { BlockOctets = 512, Fields = 8 }];

    public string Name => "header-fields";

    public string Summary => "the header block of a message; fields in order, inside it, the same from memory and stream";

    public IReadOnlyList<string> Words { get; } =
    [
        "Subject: ", "From: ", "Received: ", "X: ", "From a@b.example Fri\r\n", "\r\n", "\n", "\r", "\r\n\r\n", "\n\n", "\n\r\n", " ", "\t", "\r\n ", "\r\n\t", ":", " :", "=?utf-8?B?w7w=?=", "=?utf-8?Q?=C3=BC?=", "\u00c3\u00bc", "\0",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        foreach (var limits in Limits)
        {
            var headers = HeaderScanner.Scan(new MemoryContent(octets), limits);
            Check(headers, octets, limits);
            var streamed = HeaderScanner.Scan(new StreamedContent(octets), limits);
            Expect.Equal(Show(headers), Show(streamed), "read from a stream the header is another");
        }
    }

    private static void Check(MessageHeaders headers, byte[] octets, HeaderLimits limits)
    {
        Expect.That(headers.Length <= octets.Length && headers.Length <= limits.BlockOctets && headers.Fields.Length <= limits.Fields, "more header than there is or may be");
        var end = 0;
        foreach (var field in headers.Fields)
        {
            Expect.That(field.Offset >= end && field.Length > 0 && field.Offset + field.Length <= headers.Length, $"field {field.Name} lies at {field.Offset}, {field.Length} octets");
            end = field.Offset + field.Length;
            var own = octets.AsSpan(field.Offset, field.Length);
            Expect.That(own.StartsWith(Encoding.ASCII.GetBytes(field.Name)) && own[field.Name.Length..].TrimStart(" \t"u8)[0] == ':', $"field {field.Name} is not where it should be");
            Expect.That(field.Offset == 0 || octets[field.Offset - 1] == '\n', $"field {field.Name} does not begin a line");
            Expect.That(!field.RawValue.AsSpan().ContainsAny('\r', '\n'), $"field {field.Name} is not unfolded");
        }
        Expect.That(headers.IsTruncated || headers.Length == octets.Length || octets.AsSpan(headers.Length).StartsWith("\n"u8) || octets.AsSpan(headers.Length).StartsWith("\r\n"u8), "the header ends in no empty line");
    }

    private static string Show(MessageHeaders headers) =>
        string.Join('\n', headers.Fields.Select(field => $"{field.Offset}+{field.Length} {field}")) + $"\n{headers.Length} {headers.IsTruncated}";
}
