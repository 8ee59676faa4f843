using System.Text;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>
/// AUTH (RFC 4954) by PLAIN, else LOGIN. Both send the password as it is, so that nothing is sent outside TLS. A refusal is a matter of our own
/// settings, which somebody can mend: never a reason to give mail up.
/// </summary>
internal sealed class SmtpClientAuthentication(SmtpClientChannel channel, SmtpCapabilities next, SmtpClientLimits limits)
{
    /// <summary>Null when the next hop knows us now.</summary>
    public async ValueTask<SmtpOutcome?> RunAsync(SmtpCredentials credentials, CancellationToken cancellationToken)
    {
        if (channel.Tls is null)
            return SmtpOutcome.Deferred(7, 0, "credentials are sent inside TLS only, and this connection has none");
        var answer = next.Auth.Contains("PLAIN") ? await PlainAsync(credentials, cancellationToken)
            : next.Auth.Contains("LOGIN") ? await LoginAsync(credentials, cancellationToken)
            : (ReplyRead?)null;
        return answer switch
        {
            null => SmtpOutcome.Deferred(7, 4, next.Auth.IsEmpty
                ? "credentials are set for this next hop, and it does not ask for any (no AUTH)"
                : $"the next hop takes credentials by {string.Join(", ", next.Auth.Take(10))} only; PLAIN and LOGIN are what can be used here"),
            { Reply: { Code: 235 } } => null,
            { Reply: { } reply } => SmtpOutcome.Deferred(7, 8, $"the next hop refused the credentials of {credentials.User}: {reply}") with { Reply = reply },
            { Problem: var problem } => SmtpOutcome.Deferred(4, 2, problem!),
        };
    }

    /// <summary>RFC 4616; with the initial response, which saves a round trip.</summary>
    private ValueTask<ReplyRead> PlainAsync(SmtpCredentials credentials, CancellationToken cancellationToken) =>
        channel.AskAsync("AUTH PLAIN " + Encoded($"\0{credentials.User}\0{credentials.Password}"), limits.Hello, cancellationToken);

    /// <summary>An Internet draft that never became an RFC, and the only way that some servers know: two questions, two answers.</summary>
    private async ValueTask<ReplyRead> LoginAsync(SmtpCredentials credentials, CancellationToken cancellationToken)
    {
        var answer = await channel.AskAsync("AUTH LOGIN", limits.Hello, cancellationToken);
        if (answer.Reply is { Code: 334 })
            answer = await channel.AskAsync(Encoded(credentials.User), limits.Hello, cancellationToken);
        if (answer.Reply is { Code: 334 })
            answer = await channel.AskAsync(Encoded(credentials.Password), limits.Hello, cancellationToken);
        return answer;
    }

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
