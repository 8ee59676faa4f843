namespace Gatepost.Mail.Smtp.Server;

/// <summary>What a verb came to.</summary>
/// <param name="Reply">The reply; null when the connection ended meanwhile.</param>
internal readonly record struct Answer(SmtpReply? Reply)
{
    /// <summary>Why the connection closes after the reply, in words; null to go on.</summary>
    internal string? Close { get; init; }

    /// <summary>The sender that the reply is about, where that is not the transaction's.</summary>
    internal MailCommand? Mail { get; init; }

    /// <summary>The TLS handshake follows the reply.</summary>
    internal bool StartsTls { get; init; }

    /// <summary>The reply is logged and not sent: the client waits for a TLS handshake, and could not read it.</summary>
    internal bool IsUnsaid { get; init; }

    /// <summary>A refusal that RFC 5321 wants the client to take as advice, not as an error (too many recipients).</summary>
    internal bool IsAdvice { get; init; }

    internal static Answer Of(int code, int subject, int detail, string text) => new(SmtpReply.Of(code, subject, detail, text));

    /// <summary>A reply after which the connection closes, and the reason for the log.</summary>
    internal static Answer Closing(int code, int subject, int detail, string text, string reason) =>
        new(SmtpReply.Of(code, subject, detail, text)) { Close = reason };

    internal static Answer Ended(string reason) => new(null) { Close = reason };

    public static implicit operator Answer(SmtpReply reply) => new(reply);
}
