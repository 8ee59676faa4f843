using System.Text;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Dsn;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Smtp;

namespace Gatepost.Fuzz.Targets;

/// <summary>
/// Delivery reports of hostile words: the input's lines, parted by <c>|</c>, are recipient, ORCPT, the next hop's name, its reply, the trouble, subject,
/// ENVID and, behind the last one, the header that is returned. None of it can add a field or a part.
/// </summary>
internal sealed class DsnTarget : IFuzzTarget
{
    private const string Id = "01970000-0000-7000-8000-00000000000d";
    private const int LongestLine = 998;

    private static readonly string[] Fields =
    [
        "Reporting-MTA", "Original-Envelope-Id", "Arrival-Date", "Original-Recipient", "Final-Recipient", "Action", "Status", "Remote-MTA", "Diagnostic-Code", "Last-Attempt-Date", "Will-Retry-Until",
    ];

    public string Name => "dsn";

    public string Summary => "delivery reports made of hostile words; three parts, no field but ours, legal lines";

    public IReadOnlyList<string> Words { get; } =
    [
        "|", "a@b.example", "\"a b\"@b.example", "rfc822;", "utf-8;", "+0D+0A", "+2B", "\r\n", "\n", "\r", "\0", "\u00c2\u0085", "\u00e2\u0080\u00a8", "\u00c3\u00bc", "\u00f0\u009f\u0098\u0080", "Action: delivered", "--report-", "Content-Type: text/html\r\n\r\n", "550 5.1.1 ",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var words = Encoding.UTF8.GetString(input).Split('|', 8);
        if (Encoding.UTF8.GetString(input).Contains(Id, StringComparison.Ordinal))
            return;
        foreach (var action in (ReadOnlySpan<DsnAction>)[DsnAction.Failed, DsnAction.Delayed, DsnAction.Delivered])
            Check(DsnWriter.Write(Report(words, action)));
    }

    private static DsnReport Report(string[] words, DsnAction action) => new()
    {
        Action = action,
        HostName = "mx.example.org",
        Reference = Id,
        Id = Id,
        To = new EmailAddress("sender", "example.com"),
        Date = DateTimeOffset.UnixEpoch,
        ArrivedAt = DateTimeOffset.UnixEpoch,
        RetriedUntil = DateTimeOffset.UnixEpoch,
        EnvelopeId = Word(words, 6),
        Subject = Word(words, 5),
        Recipients =
        [
            new DsnRecipient
            {
                Address = SmtpAddressParser.TryParse(Word(words, 0), out var address) ? address : new EmailAddress(Word(words, 0), "example.net"),
                OriginalRecipient = Word(words, 1),
                Status = new EnhancedStatus(action == DsnAction.Failed ? 5 : 4, 1, 1),
                RemoteMta = Word(words, 2),
                Reply = Word(words, 3).Length == 0 ? null : new SmtpReply(550, null, Word(words, 3)),
                Trouble = Word(words, 4),
                LastAttempt = DateTimeOffset.UnixEpoch,
            },
        ],
        Original = Encoding.UTF8.GetBytes(Word(words, 7)),
    };

    private static string Word(string[] words, int index) => index < words.Length ? words[index] : "";

    private static void Check(ReadOnlyMemory<byte> report)
    {
        var parts = MessagePartReader.Read(new MemoryContent(report), new ReadingLimits(), default);
        var top = parts.All.Where(part => part.Parent is null).ToArray();
        Expect.That(top is [{ DeclaredType: "text/plain" }, { DeclaredType: "message/delivery-status" or "message/global-delivery-status" }, _], $"{top.Length} parts: {Encoding.UTF8.GetString(report.Span)}");
        using var status = new StreamReader(parts.Open(top[1]));
        foreach (var line in status.ReadToEnd().Split("\r\n"))
            Expect.That(line.Length == 0 || Array.Exists(Fields, field => line.StartsWith(field + ": ", StringComparison.Ordinal)), $"not a field of ours: {line}");
        var own = Encoding.UTF8.GetString(report.Span[..report.Span.LastIndexOf("Content-Description: Header of the message"u8)]);
        foreach (var line in own.Split("\r\n"))
            Expect.That(Encoding.UTF8.GetByteCount(line) <= LongestLine && !line.Any(c => c != '\t' && char.IsControl(c)), $"no legal line: {line}");
    }
}
