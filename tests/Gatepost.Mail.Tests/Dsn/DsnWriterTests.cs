using System.Text;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Dsn;
using Gatepost.Mail.Smtp;
using MimeKit;

namespace Gatepost.Mail.Tests.Dsn;

public sealed class DsnWriterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly DsnReport Failure = new()
    {
        Action = DsnAction.Failed,
        HostName = "gw.example.org",
        Reference = "0197-ref",
        Id = "0197-id",
        To = new EmailAddress("alice", "example.net"),
        Date = Noon,
        ArrivedAt = Noon.AddHours(-1),
        EnvelopeId = "QQ+2B1",
        Subject = "Lunch?",
        Recipients =
        [
            new DsnRecipient
            {
                Address = new EmailAddress("bob", "example.com"),
                OriginalRecipient = "rfc822;Bob+40example.com",
                Status = new EnhancedStatus(5, 1, 1),
                RemoteMta = "mx.example.com[192.0.2.1]:25",
                Reply = new SmtpReply(550, new EnhancedStatus(5, 1, 1), "No such user\nhere"),
                LastAttempt = Noon,
            },
        ],
        Original = "Subject: Lunch?\r\nFrom: alice@example.net\r\n"u8.ToArray(),
    };

    [Fact]
    public void A_failure_reads_like_this() => Assert.Equal(
        """
        From: Mail Delivery System <MAILER-DAEMON@gw.example.org>
        To: <alice@example.net>
        Subject: Your message could not be delivered
        Date: Sun, 1 Mar 2026 12:00:00 +0000
        Message-ID: <0197-id@gw.example.org>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary="report-0197-id"

        --report-0197-id
        Content-Type: text/plain; charset=utf-8
        Content-Description: Notification

        This is the mail system at gw.example.org.

        Your message could not be delivered to this recipient. It will not be tried again.

        <bob@example.com>
            There is no such mailbox. Is the address spelled correctly?
            The server mx.example.com[192.0.2.1]:25 said:
            550 5.1.1 No such user here

        Subject of the message: Lunch?

        If you need help, ask your administrator, and name this id: 0197-ref

        --report-0197-id
        Content-Type: message/delivery-status
        Content-Description: Delivery report

        Reporting-MTA: dns; gw.example.org
        Original-Envelope-Id: QQ+1
        Arrival-Date: Sun, 1 Mar 2026 11:00:00 +0000

        Original-Recipient: rfc822; Bob@example.com
        Final-Recipient: rfc822; bob@example.com
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx.example.com[192.0.2.1]:25
        Diagnostic-Code: smtp; 550 5.1.1 No such user here
        Last-Attempt-Date: Sun, 1 Mar 2026 12:00:00 +0000

        --report-0197-id
        Content-Type: text/rfc822-headers
        Content-Description: Header of the message

        Subject: Lunch?
        From: alice@example.net

        --report-0197-id--

        """,
        Text(Failure).ReplaceLineEndings("\n"));

    [Theory]
    [InlineData(DsnAction.Failed)]
    [InlineData(DsnAction.Delayed)]
    [InlineData(DsnAction.Delivered)]
    [InlineData(DsnAction.Relayed)]
    public void Another_reader_sees_a_report_of_three_parts(DsnAction action)
    {
        var parsed = Parse(Failure with { Action = action, RetriedUntil = Noon.AddDays(5) });
        var report = Assert.IsType<MultipartReport>(parsed.Body);
        Assert.Equal("delivery-status", report.ReportType);
        Assert.Equal(3, report.Count);
        var status = Assert.IsType<MessageDeliveryStatus>(report[1]);
        Assert.Equal(2, status.StatusGroups.Count);
        Assert.Equal(action.ToString().ToLowerInvariant(), status.StatusGroups[1]["Action"]);
        Assert.Equal(action == DsnAction.Delayed, status.StatusGroups[1].Contains("Will-Retry-Until"));
        Assert.IsType<TextRfc822Headers>(report[2]);
    }

    [Fact]
    public void The_whole_message_is_returned_as_a_message()
    {
        var whole = Failure with { IsWhole = true, Original = "Subject: Lunch?\r\n\r\n--report-0197-id-\r\nbody\r\n"u8.ToArray() };
        var part = Assert.IsType<MessagePart>(Assert.IsType<MultipartReport>(Parse(whole).Body)[2]);
        Assert.Equal("Lunch?", part.Message!.Subject);
        Assert.Contains("body", part.Message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public void Unicode_addresses_make_a_global_report()
    {
        var report = Failure with
        {
            To = new EmailAddress("élise", "example.net"),
            Recipients = [Failure.Recipients[0] with { Address = new EmailAddress("用户", "例え.test"), OriginalRecipient = "utf-8;用户@例え.test" }],
        };
        var text = Text(report);
        Assert.True(report.IsUnicode);
        Assert.Contains("Content-Type: message/global-delivery-status\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Content-Type: message/global-headers\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Original-Recipient: utf-8; 用户@例え.test\r\nFinal-Recipient: utf-8; 用户@例え.test\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Content-Transfer-Encoding: 8bit\r\n", text, StringComparison.Ordinal);
        Assert.Contains("To: <élise@example.net>\r\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refused\r\nAction: delivered\r\n\r\nFinal-Recipient: rfc822; x@y")]
    [InlineData("refused\u2028Action: delivered")]
    [InlineData("refused\0\u001b[2J\u0085Action: delivered")]
    public void What_a_next_hop_says_cannot_add_a_field(string words)
    {
        var hostile = Failure with { Recipients = [Failure.Recipients[0] with { Reply = new SmtpReply(550, null, words) }] };
        var status = Assert.IsType<MessageDeliveryStatus>(Assert.IsType<MultipartReport>(Parse(hostile).Body)[1]);
        Assert.Equal(2, status.StatusGroups.Count);
        Assert.Equal("failed", status.StatusGroups[1]["Action"]);
    }

    [Theory]
    [InlineData("a+0D+0AAction: delivered")]
    [InlineData("+0D+0A+0D+0AFinal-Recipient: rfc822;x@y")]
    public void What_a_client_encoded_cannot_add_a_field(string xtext)
    {
        var hostile = Failure with { EnvelopeId = xtext, Recipients = [Failure.Recipients[0] with { OriginalRecipient = "rfc822;" + xtext }] };
        var status = Assert.IsType<MessageDeliveryStatus>(Assert.IsType<MultipartReport>(Parse(hostile).Body)[1]);
        Assert.Equal(2, status.StatusGroups.Count);
        Assert.Equal("failed", status.StatusGroups[1]["Action"]);
    }

    [Fact]
    public void Every_line_of_our_own_is_short_enough_and_ends_in_CRLF()
    {
        var report = Failure with
        {
            Subject = new string('字', 2_000),
            Recipients = [Failure.Recipients[0] with { Reply = new SmtpReply(550, null, new string('é', 5_000)), RemoteMta = new string('m', 2_000) }],
        };
        foreach (var line in Text(report).Split("\r\n"))
        {
            Assert.DoesNotContain('\n', line);
            Assert.DoesNotContain('\r', line);
            Assert.True(Encoding.UTF8.GetByteCount(line) <= 998, line);
        }
    }

    [Fact]
    public void Letters_of_a_next_hop_that_are_not_ASCII_stand_in_the_words_and_not_in_the_fields()
    {
        var text = Text(Failure with { Recipients = [Failure.Recipients[0] with { Reply = new SmtpReply(550, null, "Größe überschritten") }] });
        Assert.Contains("550 Größe überschritten\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Diagnostic-Code: smtp; 550 Gr??e ?berschritten\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Trouble_without_a_reply_is_told_in_our_words()
    {
        var text = Text(Failure with
        {
            Recipients = [Failure.Recipients[0] with { Reply = null, RemoteMta = null, Trouble = "connecting: connection refused", Status = new(4, 4, 1) }],
        });
        Assert.Contains("    The recipient's mail server does not answer.\r\n    connecting: connection refused\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Diagnostic-Code: x-gatepost; connecting: connection refused\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Remote-MTA", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Eight_bit_headers_of_the_original_are_declared()
    {
        var text = Text(Failure with { Original = new byte[] { (byte)'S', (byte)':', 0xe9, 13, 10 } });
        Assert.Contains("Content-Description: Header of the message\r\nContent-Transfer-Encoding: 8bit\r\n", text, StringComparison.Ordinal);
    }

    private static string Text(DsnReport report) => Encoding.UTF8.GetString(DsnWriter.Write(report).Span);

    private static MimeMessage Parse(DsnReport report) => MimeMessage.Load(new MemoryStream(DsnWriter.Write(report).ToArray()));
}
