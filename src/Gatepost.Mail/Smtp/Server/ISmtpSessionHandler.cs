using System.Buffers;
using Gatepost.Mail.Smtp.Server.Authentication;

namespace Gatepost.Mail.Smtp.Server;

/// <summary>
/// What the gateway says to the events of one SMTP session; a session has an instance of its own. Calls never overlap. The session
/// has checked syntax, order and limits before it calls; the handler judges. A handler that throws makes the session answer
/// 451 4.3.0 and log the exception; an expected refusal is a returned reply.
/// </summary>
public interface ISmtpSessionHandler
{
    /// <summary>Before the greeting. A reply (421, 554) refuses the connection; null goes on.</summary>
    ValueTask<SmtpReply?> ConnectAsync(SmtpSession session, CancellationToken cancellationToken);

    /// <summary>After a well-formed EHLO or HELO. A reply refuses it; null goes on.</summary>
    ValueTask<SmtpReply?> HelloAsync(SmtpSession session, string name, CancellationToken cancellationToken);

    /// <summary>Judges a name and a password. A reply refuses them (535, 454); null lets the client in.</summary>
    ValueTask<SmtpReply?> AuthenticateAsync(SmtpSession session, AuthenticationAttempt attempt, CancellationToken cancellationToken);

    /// <summary>After XCLIENT: the session is from now on that of <see cref="SmtpSession.Stated"/>. A reply (421, 554) refuses the connection; null goes on.</summary>
    ValueTask<SmtpReply?> ClientStatedAsync(SmtpSession session, CancellationToken cancellationToken);

    /// <summary>Judges a sender. A reply refuses it; null accepts.</summary>
    ValueTask<SmtpReply?> MailAsync(SmtpSession session, MailCommand mail, CancellationToken cancellationToken);

    /// <summary>Judges one recipient. A reply refuses it; null accepts.</summary>
    ValueTask<SmtpReply?> RecipientAsync(SmtpSession session, MailCommand mail, RecipientCommand recipient, CancellationToken cancellationToken);

    /// <summary>
    /// Before 354, or at the first BDAT: the moment to refuse for lack of room (452 4.3.1), overload (451 4.3.2) and the like.
    /// Otherwise opens the place that takes the content.
    /// </summary>
    ValueTask<ContentStart> BeginContentAsync(SmtpSession session, SmtpTransaction transaction, CancellationToken cancellationToken);

    /// <summary>
    /// The content is complete and was written to <paramref name="content"/>. The reply is the answer to DATA or to the last BDAT;
    /// a 250 promises that the message is on disk. The handler owns the content from here on, also when it refuses.
    /// </summary>
    ValueTask<SmtpReply> ContentAsync(
        SmtpSession session, SmtpTransaction transaction, IContentWriter content, ContentFacts facts, CancellationToken cancellationToken);

    /// <summary>
    /// Told after every refusal that the session sent, its own ones among them, for the message log.
    /// <paramref name="command"/> is the client's line, cleaned and cut; it must not slow the session down.
    /// </summary>
    void Refused(SmtpSession session, MailCommand? mail, string command, SmtpReply reply);

    /// <summary>The connection has ended; the reason is in plain words.</summary>
    void Closed(SmtpSession session, string reason);
}

/// <summary>Either a refusal, or the writer that takes the content.</summary>
public readonly record struct ContentStart
{
    private ContentStart(SmtpReply? refusal, IContentWriter? writer) => (Refusal, Writer) = (refusal, writer);

    /// <summary>Why no content is wanted.</summary>
    public SmtpReply? Refusal { get; }

    /// <summary>Where the content goes.</summary>
    public IContentWriter? Writer { get; }

    /// <summary>Refuses the content.</summary>
    public static ContentStart Refuse(SmtpReply reply) => new(reply, null);

    /// <summary>Takes the content.</summary>
    public static ContentStart To(IContentWriter writer) => new(null, writer);
}

/// <summary>
/// Takes the content of one message as it arrives: dots unstuffed, lines ended by CRLF, the final dot left out. No CR or LF stands alone in
/// it. Content that came by BDAT may lack the CRLF of its last line; whoever sends it on by DATA adds it. Disposing it before
/// it was handed to <see cref="ISmtpSessionHandler.ContentAsync"/> throws the content away.
/// </summary>
public interface IContentWriter : IAsyncDisposable
{
    /// <summary>Adds octets. An <see cref="IOException"/> (disk full) makes the session read on to the end and answer 452 4.3.1.</summary>
    ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellationToken);
}

/// <summary>What the reader of the content saw on the way; none of it needs a second pass.</summary>
/// <param name="Octets">Length of the content.</param>
/// <param name="LongestLine">Octets of the longest line without CRLF.</param>
/// <param name="HasEightBit">An octet above 127 occurs.</param>
/// <param name="HasNul">An octet of zero occurs.</param>
/// <param name="Normalised">Bare CR or LF were turned into CRLF (listener set to <see cref="BareLineEndings.Normalise"/>).</param>
public readonly record struct ContentFacts(long Octets, int LongestLine, bool HasEightBit, bool HasNul, bool Normalised);

/// <summary>What a listener does with CR or LF that stand alone in the content (SMTP smuggling).</summary>
public enum BareLineEndings
{
    /// <summary>554 5.6.0 after the end of the content: the default at an mx listener.</summary>
    Reject = 0,

    /// <summary>Each becomes CRLF: for printers and applications on a relay listener.</summary>
    Normalise,
}
