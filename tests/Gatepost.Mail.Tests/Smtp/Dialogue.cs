using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Mail.Tests.Smtp;

/// <summary>
/// A conversation as text. <c>C:</c> a line of the client, CRLF added; <c>C-</c> the same without CRLF; <c>S:</c> one reply, its lines joined by
/// spaces, a final <c>*</c> stands for anything; <c>M:</c> the content of an accepted message; <c>X:</c> why the session closed; <c>O:</c> an
/// option of the listener; <c>#</c> a comment. Escapes in C and M: <c>\r \n \t \0 \\ \xHH</c>, and <c>\{x*N}</c> for N times x. <c>@hello</c>,
/// <c>@envelope</c> and <c>@data</c> stand for the usual beginning.
/// </summary>
internal sealed class Dialogue
{
    private static readonly Dictionary<string, string[]> Beginnings = new(StringComparer.Ordinal)
    {
        ["@hello"] = ["S: 220 *", "C: EHLO client.example", "S: 250 *"],
        ["@envelope"] = ["@hello", "C: MAIL FROM:<a@example.com>", "S: 250 *", "C: RCPT TO:<b@example.org>", "S: 250 *"],
        ["@data"] = ["@envelope", "C: DATA", "S: 354 *"],
    };

    public List<Step> Steps { get; } = [];

    public List<byte[]> Messages { get; } = [];

    public string? Closed { get; private set; }

    public SmtpServerOptions Options { get; private set; } = new() { HostName = "mx.example.org" };

    /// <summary>The other side may say XCLIENT and XFORWARD.</summary>
    public bool IsTrustedServer { get; private set; }

    public IReadOnlyList<string> Modes { get; private set; } = ["whole", "line", "byte"];

    public static Dialogue Parse(IEnumerable<string> lines)
    {
        var dialogue = new Dialogue();
        foreach (var line in lines)
            dialogue.Add(line);
        return dialogue;
    }

    /// <summary>Everything that the client says.</summary>
    public byte[] ClientOctets() => Steps.OfType<ClientStep>().SelectMany(step => step.Octets).ToArray();

    private void Add(string line)
    {
        if (line.Length == 0 || line[0] == '#')
            return;
        if (Beginnings.TryGetValue(line, out var beginning))
        {
            foreach (var expanded in beginning)
                Add(expanded);
            return;
        }
        var text = line.Length > 3 ? line[3..] : "";
        switch (line.Length < 2 ? "" : line[..2])
        {
            case "C:": Steps.Add(new ClientStep([.. Unescape(text), (byte)'\r', (byte)'\n'])); break;
            case "C-": Steps.Add(new ClientStep(Unescape(text))); break;
            case "S:": Steps.Add(new ServerStep(text)); break;
            case "M:": Messages.Add(Unescape(text)); break;
            case "X:": Closed = text; break;
            case "O:": SetOption(text); break;
            default: throw new FormatException($"No line of a dialogue: {line}");
        }
    }

    private void SetOption(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (text, "") : (text[..equals], text[(equals + 1)..]);
        var limits = Options.Limits;
        Options = name switch
        {
            "normalise" => Options with { BareLineEndings = BareLineEndings.Normalise },
            "tls" => Options with { Tls = TestCertificate.Options },
            "require-tls" => Options with { Tls = TestCertificate.Options, RequireTls = true },
            "message-octets" => Options with { Limits = limits with { MessageOctets = Number(value) } },
            "header-octets" => Options with { Limits = limits with { HeaderOctets = Number(value) } },
            "line-octets" => Options with { Limits = limits with { ContentLineOctets = Number(value) } },
            "received" => Options with { Limits = limits with { ReceivedHeaders = Number(value) } },
            "recipients" => Options with { Limits = limits with { Recipients = Number(value) } },
            "messages" => Options with { Limits = limits with { MessagesPerSession = Number(value) } },
            "errors" => Options with { Limits = limits with { Errors = Number(value) } },
            "junk" => Options with { Limits = limits with { JunkCommands = Number(value) } },
            "modes" or "trusted" => Options,
            "auth" => Options with { Tls = TestCertificate.Options, OffersAuthentication = true },
            _ => throw new FormatException($"No option of a dialogue: {name}"),
        };
        IsTrustedServer |= name == "trusted";
        if (name == "modes")
            Modes = value.Split(',');
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static byte[] Unescape(string text)
    {
        var octets = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                var rune = Rune.GetRuneAt(text, i);
                octets.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
                i += rune.Utf16SequenceLength - 1;
                continue;
            }
            switch (text[++i])
            {
                case 'r': octets.Add((byte)'\r'); break;
                case 'n': octets.Add((byte)'\n'); break;
                case 't': octets.Add((byte)'\t'); break;
                case '0': octets.Add(0); break;
                case '\\': octets.Add((byte)'\\'); break;
                case 'x':
                    octets.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    i += 2;
                    break;
                case '{':
                    var end = text.IndexOf('}', i);
                    var star = text.LastIndexOf('*', end);
                    var repeated = Unescape(text[(i + 1)..star]);
                    for (var n = Number(text[(star + 1)..end]); n > 0; n--)
                        octets.AddRange(repeated);
                    i = end;
                    break;
                default: throw new FormatException($"No escape: \\{text[i]}");
            }
        }
        return [.. octets];
    }
}

internal abstract record Step;

internal sealed record ClientStep(byte[] Octets) : Step;

internal sealed partial record ServerStep(string Expected) : Step
{
    public bool Matches(string reply)
    {
        var joined = Join(reply);
        return Expected.EndsWith('*') ? joined.StartsWith(Expected[..^1], StringComparison.Ordinal) : joined == Expected;
    }

    /// <summary>One line: the code and status once, the texts joined by spaces.</summary>
    private static string Join(string reply)
    {
        var lines = reply.Split('\n').Select(line => Line().Match(line)).ToList();
        return $"{lines[0].Groups[1].Value} {lines[0].Groups[2].Value}{string.Join(' ', lines.Select(line => line.Groups[3].Value))}";
    }

    [GeneratedRegex(@"^(\d{3})[- ](\d\.\d+\.\d+ )?(.*)$")]
    private static partial Regex Line();
}