using System.Text;

namespace Gatepost.Testing.Servers;

/// <summary>One message that reached a <see cref="SmtpSink"/>.</summary>
/// <param name="Sender">The argument of MAIL, without brackets.</param>
/// <param name="Recipients">The accepted recipients.</param>
/// <param name="Content">As it came, dots unstuffed; empty when only the size is kept.</param>
/// <param name="Size">Octets.</param>
/// <param name="MailLine">The whole MAIL command.</param>
/// <param name="RecipientLines">The whole RCPT commands.</param>
public sealed record SinkMessage(
    string Sender, IReadOnlyList<string> Recipients, byte[] Content, long Size, string MailLine, IReadOnlyList<string> RecipientLines)
{
    /// <summary>The content, each octet a character.</summary>
    public string Text => Encoding.Latin1.GetString(Content);

    /// <summary>The Message-ID of the header block without brackets, or null.</summary>
    public string? MessageId => Header("Message-ID")?.Trim('<', '>');

    /// <summary>The value of the first header field of a name, on one line, or null.</summary>
    public string? Header(string name) => MailText.Header(Content, name);

    /// <summary>True when CR or LF stands alone somewhere: what a gateway must never emit.</summary>
    public bool HasBareLineEnding
    {
        get
        {
            for (var at = 0; at < Content.Length; at++)
            {
                if (Content[at] == '\n' && (at == 0 || Content[at - 1] != '\r'))
                    return true;
                if (Content[at] == '\r' && (at + 1 == Content.Length || Content[at + 1] != '\n'))
                    return true;
            }
            return false;
        }
    }
}
