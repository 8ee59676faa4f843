using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Smtp;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// Our words when a message is refused: what is wrong, in words that a sender can act on, and the id by which an administrator finds why.
/// Peers' users complain most of a bare "rejected".
/// </summary>
internal static class RefusalReply
{
    public static SmtpReply Reject(MailId id, RecipientDecision decision) =>
        SmtpReply.Of(550, 7, 1, $"{Words(decision, "Refused by the policy of the recipient's organisation")} (id {id})");

    public static SmtpReply TemporaryFailure(MailId id, RecipientDecision decision) =>
        SmtpReply.Of(451, 7, 1, $"{Words(decision, "This message cannot be inspected now, please try again later")} (id {id})");

    public static SmtpReply Loop(int hops) =>
        SmtpReply.Of(554, 4, 6, $"This message goes round in circles: it has {hops} Received fields");

    public static SmtpReply NotStored(MailId id) =>
        SmtpReply.Of(452, 3, 1, $"The message could not be stored, please try again later (id {id})");

    private static string Words(RecipientDecision decision, string otherwise) =>
        (decision.ReplyText ?? decision.Reason ?? otherwise).TrimEnd('.', ' ');
}
