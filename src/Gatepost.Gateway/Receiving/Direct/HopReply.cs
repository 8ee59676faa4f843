using Gatepost.Gateway.Messages;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Receiving.Direct;

/// <summary>Turns what the next hop said, or what went wrong on the way to it, into our answer to the client.</summary>
internal static class HopReply
{
    /// <summary>To MAIL or RCPT: null when the next hop accepted.</summary>
    public static SmtpReply? Refusal(SmtpOutcome outcome) => outcome.Kind == SmtpOutcomeKind.Delivered ? null : Of(outcome);

    /// <summary>To the content, with our id behind it: by it the administrator finds the story, from the mail server's log too.</summary>
    public static SmtpReply OfContent(SmtpOutcome outcome, MailId id)
    {
        var reply = Of(outcome);
        return reply with { Text = $"{reply.Text} (id {id})".TrimStart() };
    }

    private static SmtpReply Of(SmtpOutcome outcome) => outcome switch
    {
        // Word for word only where the reply means what became of the message: a refusal of the whole next hop is about us or about now, whatever its class.
        { Kind: SmtpOutcomeKind.Delivered, Reply: { IsPositive: true } reply } => reply,
        { Kind: SmtpOutcomeKind.Failed, Reply: { IsPermanent: true } reply } => reply,
        // 421: the next hop closes its connection to us; the client's to us goes on.
        { Kind: SmtpOutcomeKind.Deferred, Reply: { IsTransient: true, Code: not 421 } reply } => reply,
        { Kind: SmtpOutcomeKind.Failed, Status: { Subject: 3, Detail: 4 } } => new SmtpReply(552, outcome.Status, Sentence(outcome.Words)),
        { Kind: SmtpOutcomeKind.Failed } => new SmtpReply(554, outcome.Status, Sentence(outcome.Words)),
        _ => new SmtpReply(451, outcome.Status with { Class = 4 }, $"{Sentence(outcome.Words)}; please try again later"),
    };

    private static string Sentence(string words) => words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
}
