using Gatepost.Fuzz.Memory;
using Gatepost.Mail.Mime;

namespace Gatepost.Fuzz.Targets;

/// <summary>A whole message to its parts. What a reader opens is what was counted and hashed, and every part lies inside the message.</summary>
internal sealed class MimePartTarget : IFuzzTarget
{
    public static readonly ReadingLimits Limits = new()
    {
        MimeDepth = 12, Parts = 60, NameCharacters = 200, MessageFieldOctets = 2_048,
        EntityFieldOctets = 4_096, DispositionOctets = 1_024,
    };

    public string Name => "mime-parts";

    public string Summary => "the parts of a message; each lies inside it, and opens to the octets that were hashed";

    public IReadOnlyList<string> Words { get; } =
    [
        "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: multipart/mixed; boundary=\"\"\r\n", "Content-Type: message/rfc822\r\n", "Content-Type: text/plain\r\n", "Content-Type: application/zip; name=a.zip\r\n",
        "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "Content-Transfer-Encoding: x-uuencode\r\n", "Content-Disposition: attachment; filename=\"a.exe\"\r\n", "filename*0*=utf-8''a",
        "--b\r\n", "--b--\r\n", "\r\n--b\r\n", "\r\n\r\n", "\r\n", "\n", "\r", "begin 644 a\r\n", "end\r\n", "=3D", "=\r\n", "UEsDBA==", "PK\u0003\u0004", "MIME-Version: 1.0\r\n", "\0",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        var content = new MemoryContent(octets);
        var parts = MessagePartReader.Read(content, Limits, default);
        PartChecks.All(parts, Limits);
        var streamed = MessagePartReader.Read(new StreamedContent(octets), Limits, default);
        Expect.Equal(Show(parts), Show(streamed), "read from a stream the parts are others");
        foreach (var (path, range) in PartLocator.Locate(content, Limits, default))
        {
            Expect.That(range.Begin >= 0 && range.Begin <= range.HeadersEnd && range.HeadersEnd <= range.End && range.End <= octets.Length, $"part {path} lies at {range} of {octets.Length}");
        }
    }

    private static string Show(IMessageParts parts) => string.Join('\n', [.. parts.All.Select(part => part.ToString()), .. parts.Problems.Select(problem => problem.ToString())]);
}
