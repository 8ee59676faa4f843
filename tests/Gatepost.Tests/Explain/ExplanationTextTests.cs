using Gatepost.Commands.Explain;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Mime;
using Gatepost.Terminal;

namespace Gatepost.Tests.Explain;

public class ExplanationTextTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
    private static readonly MailId Id = new(Guid.Parse("0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10"));

    [Fact]
    public void A_message_is_told_from_its_arrival_to_where_it_is_now() => Assert.Equal("""

        Message 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10
          2026-11-24 10:00:00  From <> (the null sender), brought by 192.0.2.1 (mail.example.com) to listener mx over TLSv1.3.
                               Subject: Rechnung <U+001B>[2J
                               1.5 KB, for anna@example.org, bert@example.org.

        What was seen
                               test-strings found spam GTUBE in part 2 (a.txt): the text holds the GTUBE test line.
                               Inspected by test-strings (1.5 ms), antivirus (20 ms, timed-out).
                               It holds 1 part; SHA-256 of the content abcd.

        What was decided, by revision 3 of the policy (0123456789ab)
          2026-11-24 10:00:01  anna@example.org (incoming): quarantine in area spam; rule "spam": it is spam.
                                 Rule "spam" matched because GTUBE was found; done: quarantined.
          2026-11-24 10:00:01  bert@example.org (incoming): deliver; no rule stopped it.

        What was done
          2026-11-24 10:00:00  We answered the client: 250 2.0.0 Ok
          2026-11-24 10:00:02  anna@example.org: quarantined, area spam.
          2026-11-24 10:00:03  bert@example.org: attempt 1 at mail[192.0.2.2]:25: deferred; answer: 451 4.3.0 later
                               Now: bert@example.org is queued, next attempt at 2026-11-24 10:05:03 UTC (in 4m).

        """, Text(new Explanation
        {
            Message = new MessageLogged
            {
                At = At, MailId = Id, Listener = "mx", ClientAddress = "192.0.2.1", Helo = "mail.example.com", Tls = "TLSv1.3", Sender = "", Subject = "Rechnung \e[2J", Size = 1_536,
                Accepted = true, Reply = "250 2.0.0 Ok",
                Recipients =
                [
                    new RecipientLogged("anna@example.org", Direction.Incoming, Disposition.Quarantine, "spam", "spam", RecipientStatus.Queued),
                    new RecipientLogged("bert@example.org", Direction.Incoming, Disposition.Deliver, null, null, RecipientStatus.Queued),
                ],
            },
            Decision = new DecisionRecord
            {
                MailId = Id, DecidedAt = At.AddSeconds(1), PolicyHash = "0123456789abcdef", ContentSha256 = "abcd", Directions = [Direction.Incoming, Direction.Incoming],
                Findings = [new Finding("test-strings", FindingCategory.Spam, "GTUBE", "2", "the text holds the GTUBE test line")],
                Runs = [new InspectorRun("test-strings", TimeSpan.FromMilliseconds(1.5), "done"), new InspectorRun("antivirus", TimeSpan.FromMilliseconds(20), "timed-out")],
                Parts = [new MessagePart { Path = "2", Name = "a.txt" }],
                Decision = new Decision(3,
                [
                    new RecipientDecision
                    {
                        Disposition = Disposition.Quarantine, Rule = "spam", Reason = "it is spam", Area = "spam", Matches = [new RuleMatch("spam", "GTUBE was found", "quarantined")],
                    },
                    new RecipientDecision(),
                ]),
            },
            Statuses = [new StatusLogged { At = At.AddSeconds(2), MailId = Id, Recipient = 0, Status = RecipientStatus.Quarantined, Note = "area spam" }],
            Attempts = [new AttemptLogged { At = At.AddSeconds(3), MailId = Id, Recipient = 1, Attempt = 1, NextHop = "mail[192.0.2.2]:25", Outcome = "deferred", Reply = "451 4.3.0 later" }],
            Queued = new QueuedMail
            {
                Id = Id, ReceivedAt = At, Sender = "",
                Recipients =
                [
                    new QueuedRecipient { Address = "anna@example.org", Status = RecipientStatus.Quarantined, At = At },
                    new QueuedRecipient { Address = "bert@example.org", Status = RecipientStatus.Queued, At = At, NextAttempt = At.AddMinutes(5).AddSeconds(3) },
                ],
            },
        }), ignoreLineEndingDifferences: true);

    [Fact]
    public void A_refused_session_is_told_by_what_each_side_said() => Assert.Equal("""

        Refusals in session 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10
          2026-11-24 10:00:00  Client 192.0.2.9 (spammer) at listener mx.
          2026-11-24 10:00:00  It said: RCPT TO:<x@example.net> (from a@example.com)
                               We answered: 550 5.7.1 We do not relay mail to example.net

        """, Text(new Explanation
        {
            Refusals =
            [
                new RefusalLogged
                {
                    At = At, SessionId = Id.Value, Number = 0, Listener = "mx", ClientAddress = "192.0.2.9", Helo = "spammer", Sender = "a@example.com",
                    Command = "RCPT TO:<x@example.net>", Reply = "550 5.7.1 We do not relay mail to example.net",
                },
            ],
        }), ignoreLineEndingDifferences: true);

    private static string Text(Explanation explanation)
    {
        using var output = new StringWriter();
        var io = new CommandIo
        {
            Out = output, Error = TextWriter.Null, OpenInput = () => Stream.Null, Environment = _ => null, WorkingFolder = "/",
            Time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(At.AddMinutes(1)),
        };
        new ExplanationText(io).Write(explanation);
        return output.ToString();
    }
}
