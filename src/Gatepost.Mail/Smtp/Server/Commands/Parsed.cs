namespace Gatepost.Mail.Smtp.Server.Commands;

/// <summary>What a command's argument meant, or the reply that says why it means nothing.</summary>
internal readonly record struct Parsed<T>(T? Value, SmtpReply? Refusal)
    where T : class
{
    internal static Parsed<T> Of(T value) => new(value, null);

    internal static Parsed<T> Refuse(SmtpReply reply) => new(null, reply);

    internal static Parsed<T> Refuse(int code, int subject, int detail, string text) => new(null, SmtpReply.Of(code, subject, detail, text));
}
