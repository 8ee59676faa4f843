using System.Globalization;
using Gatepost.Mail.Smtp.Server.Commands;
using Gatepost.Mail.Smtp.Server.Content;
using Gatepost.Mail.Smtp.Server.Transport;

namespace Gatepost.Mail.Smtp.Server.Verbs;

/// <summary>DATA and BDAT: how content comes in.</summary>
internal static class ContentVerbs
{
    private static readonly SmtpReply GoAhead = new(354, null, "Send the message; end it with CR LF . CR LF");

    internal static async ValueTask<Answer> DataAsync(SessionState state, Command command, CancellationToken cancellationToken)
    {
        if (state.Phase == SessionPhase.Mail)
            return RefuseWithoutRecipients(state);
        var (intake, refusal) = await BeginAsync(state, isDotStuffed: true, cancellationToken);
        if (intake is null)
            return refusal;
        await using (intake)
        {
            await state.Replies.WriteAsync(GoAhead, false, cancellationToken);
            var end = await DataReader.ReadAsync(state, intake, cancellationToken);
            return end == WireEvent.Octets ? await CompleteAsync(state, intake, cancellationToken) : SessionEndings.InContent(end, intake);
        }
    }

    internal static async ValueTask<Answer> BdatAsync(SessionState state, Command command, CancellationToken cancellationToken)
    {
        var chunk = BdatChunk.Parse(command.Argument);
        if (chunk.Octets is not { } octets)
            return SessionEndings.UnreadableChunk;
        if (octets > state.Limits.DrainedContentOctets)
            return SessionEndings.HugeChunk(state.Limits);
        var (intake, refusal) = await OpenAsync(state, chunk, cancellationToken);
        var end = await BdatReader.ReadAsync(state, intake, octets, cancellationToken);
        if (end != WireEvent.Octets)
            return SessionEndings.InContent(end, intake);
        if (intake is null)
        {
            await state.ResetAsync();
            return refusal;
        }
        return chunk.IsLast ? await CompleteChunksAsync(state, intake, cancellationToken) : await GoOnAsync(state, intake, octets);
    }

    /// <summary>The intake of a chunk; without one, the reason why its octets are only consumed.</summary>
    private static async ValueTask<(ContentIntake? Intake, Answer Refusal)> OpenAsync(
        SessionState state, BdatChunk chunk, CancellationToken cancellationToken)
    {
        if (chunk.Problem is not null)
            return (null, Answer.Of(501, 5, 4, chunk.Problem));
        if (state.Phase == SessionPhase.Mail)
            return (null, RefuseWithoutRecipients(state));
        if (state.Phase is not (SessionPhase.Recipients or SessionPhase.Chunks))
            return (null, Answer.Of(503, 5, 1, "BDAT belongs after RCPT"));
        if (state.Chunks is { } begun)
            return (begun, default);
        var (intake, refusal) = await BeginAsync(state, isDotStuffed: false, cancellationToken);
        if (intake is not null)
            (state.Chunks, state.Phase) = (intake, SessionPhase.Chunks);
        return (intake, refusal);
    }

    private static async ValueTask<(ContentIntake? Intake, Answer Refusal)> BeginAsync(
        SessionState state, bool isDotStuffed, CancellationToken cancellationToken)
    {
        var start = await state.Handler.BeginContentAsync(state.Session, state.Transaction, cancellationToken);
        if (start.Writer is { } writer)
            return (new ContentIntake(writer, isDotStuffed, state.Session.Id, state.Options, state.Logger), default);
        var mail = state.Mail;
        await state.ResetAsync();
        return (null, new Answer(start.Refusal ?? SmtpReply.Of(451, 3, 0, "The message cannot be taken; try again later")) { Mail = mail });
    }

    private static async ValueTask<Answer> GoOnAsync(SessionState state, ContentIntake intake, long octets)
    {
        if (intake.Refusal is not { } refusal)
            return Answer.Of(250, 0, 0, string.Create(CultureInfo.InvariantCulture, $"{octets} octets received"));
        var mail = state.Mail;
        await state.ResetAsync();
        return new Answer(refusal) { Mail = mail };
    }

    private static async ValueTask<Answer> CompleteChunksAsync(SessionState state, ContentIntake intake, CancellationToken cancellationToken)
    {
        await intake.FinishAsync(cancellationToken);
        return await CompleteAsync(state, intake, cancellationToken);
    }

    /// <summary>The content is all here: the handler's word is the answer, and the transaction is over in any case.</summary>
    private static async ValueTask<Answer> CompleteAsync(SessionState state, ContentIntake intake, CancellationToken cancellationToken)
    {
        var mail = state.Mail;
        var reply = intake.Refusal
            ?? await state.Handler.ContentAsync(state.Session, state.Transaction, intake.HandOver(), intake.Facts, cancellationToken);
        if (reply.IsPositive)
            state.CountMessage();
        await state.ResetAsync();
        return new Answer(reply) { Mail = mail };
    }

    private static Answer RefuseWithoutRecipients(SessionState state) => state.HasTriedRecipient
        ? Answer.Of(554, 5, 1, "No recipient was accepted")
        : Answer.Of(503, 5, 1, "Send RCPT first");
}
