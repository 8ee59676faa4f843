using System.Globalization;

namespace Gatepost.Commands.Check;

/// <summary>
/// Reads a stream that is one message or an mbox (RFC 4155: messages that begin with a <c>From </c> line after an empty one; <c>&gt;From </c>
/// inside stands for <c>From </c>). A file that begins with a <c>From </c> line and holds one message only is that message, as mail clients save it.
/// Lines come out ended by CRLF, as they would have come by SMTP.
/// </summary>
internal sealed class MboxReader(string path, Stream stream, CheckLimits limits)
{
    private static ReadOnlySpan<byte> Separator => "From "u8;

    private readonly LineReader _lines = new(stream);

    public IEnumerable<MailSource> Read()
    {
        using (stream)
        {
            var (first, isMbox) = NextMessage(isFirst: true);
            if (!isMbox || first.Error is not null)
            {
                yield return first with { Path = path };
                yield break;
            }
            var isMany = _lines.IsAtSeparator || path.EndsWith(".mbox", StringComparison.OrdinalIgnoreCase);
            yield return first with { Path = isMany ? Numbered(1) : path };
            for (var number = 2; _lines.IsAtSeparator; number++)
                yield return NextMessage(isFirst: false).Source with { Path = Numbered(number) };
        }
    }

    private string Numbered(int number) => string.Create(CultureInfo.InvariantCulture, $"{path}#{number}");

    private (MailSource Source, bool IsMbox) NextMessage(bool isFirst)
    {
        using var message = new MemoryStream();
        var isMbox = !isFirst;
        _lines.IsAtSeparator = false;
        var isAfterEmptyLine = false;
        var isTooLarge = false;
        try
        {
            while (_lines.Next(out var line))
            {
                if (isFirst && message.Length == 0 && !isMbox && line.StartsWith(Separator))
                {
                    isMbox = true;
                    continue;
                }
                if (isMbox && isAfterEmptyLine && line.StartsWith(Separator))
                {
                    _lines.IsAtSeparator = true;
                    break;
                }
                isAfterEmptyLine = line.TrimEnd("\r\n"u8).IsEmpty;
                if (isTooLarge |= message.Length + line.Length > limits.MessageOctets)
                    continue;
                Append(message, isMbox ? Unquoted(line) : line);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (new MailSource(path, null, MailSources.Words(exception)), isMbox);
        }
        return (isTooLarge
            ? new MailSource(path, null, string.Create(CultureInfo.InvariantCulture, $"the message is larger than {limits.MessageOctets} octets"))
            : new MailSource(path, message.ToArray(), null), isMbox);
    }

    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> line)
    {
        var marks = line.IndexOfAnyExcept((byte)'>');
        return marks > 0 && line[marks..].StartsWith(Separator) ? line[1..] : line;
    }

    private static void Append(MemoryStream message, ReadOnlySpan<byte> line)
    {
        if (line is [.., (byte)'\n'] and not [.., (byte)'\r', (byte)'\n'])
        {
            message.Write(line[..^1]);
            message.Write("\r\n"u8);
        }
        else
        {
            message.Write(line);
        }
    }
}
