using System.Security.Authentication;
using Gatepost.Mail.Smtp.Server.Transport;
using Microsoft.Extensions.Logging;

namespace Gatepost.Mail.Smtp.Server;

/// <summary>What follows the 220 of STARTTLS, or the connection itself where TLS is implicit: the handshake, and then a session that knows nothing (RFC 3207 section 4.2).</summary>
internal static partial class TlsStep
{
    /// <summary>Null when TLS is in force; otherwise why the session ends, since nothing can be said to a client after a failed handshake.</summary>
    internal static async ValueTask<string?> RunAsync(SessionState state, CancellationToken cancellationToken)
    {
        await state.Wire.FlushAsync(cancellationToken);
        try
        {
            var tls = await TlsUpgrade.ShakeHandsAsync(
                state.Transport, state.Options, state.Limits.HandshakeTimeout, state.Time, cancellationToken);
            state.Wire.Upgrade(tls.Input, tls.Output, tls);
            await state.ResetAsync();
            (state.Session.Forwarded, state.Session.AuthenticatedAs) = (null, null);
            state.Session.ClientCertificate = tls.ClientName;
            (state.Session.Helo, state.Session.IsExtended, state.Session.Tls, state.Phase) = (null, false, tls.State, SessionPhase.Start);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.HandshakeFailed(state.Logger, state.Session.Id, e.Message);
            return e is OperationCanceledException ? "the TLS handshake took too long" : $"the TLS handshake failed: {e.Message}";
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "SMTP session {Session}: the TLS handshake failed: {Reason}")]
        internal static partial void HandshakeFailed(ILogger logger, Guid session, string reason);
    }
}
