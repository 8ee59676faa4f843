using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Messages;

/// <summary>An envelope and the octets as they arrived. Immutable.</summary>
/// <param name="Id">Our id.</param>
/// <param name="Envelope">Who, to whom, from where.</param>
/// <param name="Content">The octets.</param>
public sealed record MailMessage(MailId Id, Envelope Envelope, MessageContent Content);
