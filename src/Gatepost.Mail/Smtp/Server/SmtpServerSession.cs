using System.IO.Pipelines;
using Gatepost.Mail.Smtp.Server.Commands;
using Gatepost.Mail.Smtp.Server.Transport;
using Gatepost.Mail.Smtp.Server.Verbs;
using Microsoft.Extensions.Logging;

namespace Gatepost.Mail.Smtp.Server;

/// <summary>
/// Speaks the server's side of SMTP on one connection, from the greeting to the close. Syntax, order and limits are judged here,
/// everything else by the <see cref="ISmtpSessionHandler"/>.
/// </summary>
public sealed partial class SmtpServerSession(
    IDuplexPipe transport, SmtpSession session, SmtpServerOptions options, ISmtpSessionHandler handler, TimeProvider time, ILogger logger)
{
    private readonly GuardedHandler _handler = new(handler, logger);

    /// <summary>
    /// Runs the session to its end and completes both pipes; no exception of the client's or the handler's making escapes. Called once.
    /// </summary>
    /// <param name="drain">Finish the present transaction, then answer 421 4.3.2 at the next command boundary and close.</param>
    /// <param name="abort">
    /// Close now, without a word. Not the signal that the client has closed its side: clients may do so after their last command, and still
    /// want to be served.
    /// </param>
    public async Task RunAsync(CancellationToken drain, CancellationToken abort)
    {
        await using var wire = new Wire(transport, options.Limits, time, drain);
        var replies = new ReplyWriter(wire, session.Id);
        var state = new SessionState(session, options, _handler, transport, wire, replies, time, logger);
        var reason = await RunToEndAsync(state, abort);
        await state.ResetAsync();
        _handler.Closed(session, reason);
    }

    private async Task<string> RunToEndAsync(SessionState state, CancellationToken abort)
    {
        try
        {
            var reason = await Greeting.RunAsync(state, abort) is { } refusal
                ? await AnswerAsync(state, refusal, "", abort)
                : null;
            while (reason is null)
                reason = await TakeCommandAsync(state, abort);
            await state.Wire.FlushAsync(abort);
            return reason;
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return "the gateway cut the connection";
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return $"the connection broke: {e.Message}";
        }
        catch (Exception e)
        {
            Log.SessionFailed(logger, session.Id, e);
            return "an internal error ended the session";
        }
    }

    /// <summary>One command and its answer; the reason when it was the last.</summary>
    private async ValueTask<string?> TakeCommandAsync(SessionState state, CancellationToken abort)
    {
        var line = await state.Commands.ReadAsync(mayDrain: !state.IsInTransaction, abort);
        var mail = state.Mail;
        var answer = await JudgeAsync(state, line, abort);
        return await AnswerAsync(state, answer with { Mail = answer.Mail ?? mail }, line.Text, abort);
    }

    private static ValueTask<Answer> JudgeAsync(SessionState state, CommandLine line, CancellationToken abort)
    {
        if (line.Event == LineEvent.Ended)
            return new(SessionEndings.BetweenCommands(line.Wire, state));
        if (line.Event != LineEvent.Line)
            return new(MalformedLine.Refuse(line, state.Limits));
        var command = Command.Parse(line.Text);
        var verb = VerbTable.Find(command.Verb);
        if (verb is null)
            return new(MalformedLine.Unknown(command));
        if (verb.IsJunk && ++state.Junk > state.Limits.JunkCommands)
            return new(SessionEndings.TooMuchJunk);
        return verb.Objection(state, command) is { } objection ? new(objection) : verb.RunAsync(state, command, abort);
    }

    /// <summary>Sends the reply, tells and counts a refusal, and does what the answer asks for after it.</summary>
    private async ValueTask<string?> AnswerAsync(SessionState state, Answer answer, string line, CancellationToken abort)
    {
        if (answer.Reply is null)
            return answer.Close;
        var reply = state.Replies.WithSession(answer.Reply);
        if (!answer.IsUnsaid)
            await state.Replies.WriteAsync(reply, answer.Mail?.SmtpUtf8 ?? false, abort);
        if (reply.Code >= 400)
            Count(state, answer, reply, line);
        if (answer.StartsTls)
            return await TlsStep.RunAsync(state, abort);
        if (answer.Close is not null || reply.Code == 421)
            return answer.Close ?? "the gateway refused the client";
        if (state.Errors < options.Limits.Errors)
            return null;
        return await AnswerAsync(state, SessionEndings.TooManyErrors, line, abort);
    }

    private void Count(SessionState state, Answer answer, SmtpReply reply, string line)
    {
        session.Errors++;
        if (!answer.IsAdvice)
            state.Errors++;
        _handler.Refused(session, answer.Mail, MalformedLine.ForLog(line), reply);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "SMTP session {Session} ended by an internal error.")]
        internal static partial void SessionFailed(ILogger logger, Guid session, Exception exception);
    }
}
