using System.Globalization;
using Gatepost.Mail.Smtp.Server.Commands;

namespace Gatepost.Mail.Smtp.Server.Verbs;

/// <summary>MAIL, RCPT and RSET: what makes and unmakes an envelope.</summary>
internal static class EnvelopeVerbs
{
    internal static async ValueTask<Answer> MailAsync(SessionState state, Command command, CancellationToken cancellationToken)
    {
        if (state.Session.Messages >= state.Limits.MessagesPerSession)
        {
            return Answer.Closing(
                421, 7, 0, "Enough messages for one connection; connect again for more",
                string.Create(CultureInfo.InvariantCulture, $"the client brought {state.Session.Messages} messages, the most for one session"));
        }
        var (mail, refusal) = MailSyntax.Parse(command.Argument, state.Limits, state.Options.OffersAuthentication);
        if (mail is null)
            return refusal!;
        refusal = await state.Handler.MailAsync(state.Session, mail, cancellationToken);
        if (refusal is not null)
            return new Answer(refusal) { Mail = mail };
        state.BeginTransaction(mail);
        return Answer.Of(250, 1, 0, "Sender ok");
    }

    internal static async ValueTask<Answer> RcptAsync(SessionState state, Command command, CancellationToken cancellationToken)
    {
        state.HasTriedRecipient = true;
        if (state.RecipientCount >= state.Limits.Recipients)
            return TooMany(state);
        var (recipient, refusal) = RecipientSyntax.Parse(command.Argument, state.Mail!.SmtpUtf8);
        if (recipient is null)
            return refusal!;
        if (state.HasRecipient(recipient.Recipient))
            return Answer.Of(250, 1, 5, "Recipient ok already");
        refusal = await state.Handler.RecipientAsync(state.Session, state.Mail, recipient, cancellationToken);
        if (refusal is not null)
            return refusal;
        state.AddRecipient(recipient);
        return Answer.Of(250, 1, 5, "Recipient ok");
    }

    internal static async ValueTask<Answer> RsetAsync(SessionState state, Command command, CancellationToken cancellationToken)
    {
        await state.ResetAsync();
        return Answer.Of(250, 0, 0, "Ok");
    }

    /// <summary>
    /// RFC 5321 section 4.5.3.1.10: the client delivers the rest in another transaction. It counts as an error only when the client
    /// goes on as if it had not read that.
    /// </summary>
    private static Answer TooMany(SessionState state)
    {
        var limit = state.Limits.Recipients.ToString(CultureInfo.InvariantCulture);
        return Answer.Of(452, 5, 3, $"No more than {limit} recipients for one message; send the rest separately") with
        {
            IsAdvice = ++state.Overflow <= state.Limits.Recipients,
        };
    }
}
