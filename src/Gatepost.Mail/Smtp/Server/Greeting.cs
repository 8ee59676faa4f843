using Gatepost.Mail.Smtp.Server.Transport;

namespace Gatepost.Mail.Smtp.Server;

/// <summary>The first words, or the first refusal. A client that talks before the greeting does not listen, and so is no mail server.</summary>
internal static class Greeting
{
    /// <summary>The refusal of the connection, or null after the greeting.</summary>
    internal static async ValueTask<Answer?> RunAsync(SessionState state, CancellationToken cancellationToken)
    {
        if (await state.Handler.ConnectAsync(state.Session, cancellationToken) is { } refusal)
            return new Answer(refusal) { Close = "the connection was refused", IsUnsaid = state.Options.ImplicitTls };
        if (state.Options.ImplicitTls && await TlsStep.RunAsync(state, cancellationToken) is { } failure)
            return Answer.Ended(failure);
        if (state.Limits.GreetingDelay > TimeSpan.Zero && await WatchAsync(state, cancellationToken) is { } early)
            return early;
        await state.Replies.WriteAsync(Words(state.Options), false, cancellationToken);
        return null;
    }

    internal static SmtpReply Words(SmtpServerOptions options) => new(220, null, $"{options.HostName} {options.Banner}");

    private static async ValueTask<Answer?> WatchAsync(SessionState state, CancellationToken cancellationToken)
    {
        var read = await state.Wire.ReadAsync(state.Limits.GreetingDelay, mayDrain: true, cancellationToken);
        if (read.Event == WireEvent.Octets)
            state.Wire.Input.AdvanceTo(read.Buffer.Start);
        if (read.Event == WireEvent.Silent)
            return null;
        return read.Event switch
        {
            WireEvent.Octets => Answer.Closing(
                554, 5, 0, "You talked before the greeting; closing", "the client talked before the greeting"),
            _ => Verbs.SessionEndings.BetweenCommands(read.Event, state),
        };
    }
}
