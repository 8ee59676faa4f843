using System.Text;

namespace Gatepost.Mail.Smtp.Server.Transport;

/// <summary>Writes replies to the wire; they leave with the next flush.</summary>
internal sealed class ReplyWriter(Wire wire, Guid sessionId)
{
    internal ValueTask WriteAsync(SmtpReply reply, bool allowUtf8, CancellationToken cancellationToken)
    {
        var text = ReplyText.Format(reply, allowUtf8);
        var octets = Encoding.UTF8.GetBytes(text, wire.Output);
        return wire.WroteAsync((int)octets, cancellationToken);
    }

    /// <summary>
    /// A refusal ends with the id of the session, by which an administrator finds it in the message log. Mistakes of syntax or order go without:
    /// they are the client's programmer's business.
    /// </summary>
    internal SmtpReply WithSession(SmtpReply reply)
    {
        if (reply.Code is < 400 or (>= 500 and <= 504) or 555)
            return reply;
        var id = sessionId.ToString("D");
        // A refusal that names a message already leads to its whole story.
        return reply.Text.Contains(" (id ", StringComparison.Ordinal) || reply.Text.Contains(id, StringComparison.OrdinalIgnoreCase) ? reply : reply with { Text = $"{reply.Text} (session {id})" };
    }
}
