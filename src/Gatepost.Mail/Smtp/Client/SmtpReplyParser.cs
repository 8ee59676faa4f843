using System.Buffers;
using System.Text;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>A reply, or why what came is none.</summary>
internal readonly record struct ReplyRead(SmtpReply? Reply, string? Problem)
{
    public static ReplyRead Broken(string problem) => new(null, problem);
}

/// <summary>
/// Reads one reply (RFC 5321 section 4.2) line by line. It is strict where leniency would let a hostile server confuse one reply with the next,
/// and lenient where servers err harmlessly (LF alone as line end, no text after the code).
/// </summary>
internal sealed class SmtpReplyParser(SmtpClientLimits limits)
{
    private readonly StringBuilder _text = new();
    private int _lines;
    private int _octets;
    private int _class;
    private EnhancedStatus? _status;

    /// <summary>Takes lines off the buffer; null = more octets are needed.</summary>
    public ReplyRead? TryRead(ref ReadOnlySequence<byte> buffer)
    {
        while (true)
        {
            var end = buffer.PositionOf((byte)'\n');
            if (end is null)
                return buffer.Length >= limits.ReplyLineOctets ? Broken("a reply line without end") : null;
            var line = buffer.Slice(0, end.Value);
            buffer = buffer.Slice(buffer.GetPosition(1, end.Value));
            if (line.Length >= limits.ReplyLineOctets)
                return Broken("a reply line that is too long");
            if (Add(line) is { } done)
                return done;
        }
    }

    private ReplyRead? Add(in ReadOnlySequence<byte> octets)
    {
        _octets += (int)octets.Length + 1;
        if (++_lines > limits.ReplyLines || _octets > limits.ReplyOctets)
            return Broken("a reply that does not end");
        var line = octets.IsSingleSegment ? octets.FirstSpan : octets.ToArray();
        line = line.TrimEnd((byte)'\r');
        if (!TryCode(line, out var code))
            return Broken("something that is no SMTP reply: " + Clean(line, 60));
        if (_class != 0 && _class != code / 100)
            return Broken("a reply whose lines contradict each other");
        _class = code / 100;
        AddText(line.Length > 4 ? line[4..] : default);
        if (line.Length > 3 && line[3] == '-')
            return null;
        var reply = new SmtpReply(code, _status, _text.ToString());
        Reset();
        return new ReplyRead(reply, null);
    }

    private void AddText(ReadOnlySpan<byte> text)
    {
        if (_lines > 1)
            _text.Append('\n');
        if (_class is 2 or 4 or 5 && TryStatus(text, out var status, out var length) && status.Class == _class)
        {
            _status ??= status;
            text = text[length..];
        }
        _text.Append(Clean(text, limits.ReplyLineOctets));
    }

    private void Reset()
    {
        _text.Clear();
        (_lines, _octets, _class, _status) = (0, 0, 0, null);
    }

    private static ReplyRead Broken(string what) => ReplyRead.Broken("the next hop sent " + what);

    private static bool TryCode(ReadOnlySpan<byte> line, out int code)
    {
        code = 0;
        if (line.Length < 3 || (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-')))
            return false;
        foreach (var digit in line[..3])
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            code = (code * 10) + (digit - '0');
        }
        return code is >= 200 and <= 599;
    }

    /// <summary>Reads <c>d.d.d</c> with one class digit and up to three digits of subject and detail (RFC 2034, RFC 3463), and the space behind it.</summary>
    private static bool TryStatus(ReadOnlySpan<byte> text, out EnhancedStatus status, out int length)
    {
        status = default;
        length = 0;
        Span<int> numbers = stackalloc int[3];
        for (var part = 0; part < 3; part++)
        {
            var digits = 0;
            for (; digits < 3 && length < text.Length && text[length] is >= (byte)'0' and <= (byte)'9'; digits++, length++)
                numbers[part] = (numbers[part] * 10) + (text[length] - '0');
            if (digits == 0)
                return false;
            if (part < 2 && (length >= text.Length || text[length++] != '.'))
                return false;
        }
        if (length < text.Length && text[length++] != ' ')
            return false;
        status = new EnhancedStatus(numbers[0], numbers[1], numbers[2]);
        return true;
    }

    /// <summary>Unicode without control characters: the words go to logs, to the console and into bounces.</summary>
    private static string Clean(ReadOnlySpan<byte> octets, int most)
    {
        var text = Encoding.UTF8.GetString(octets[..Math.Min(octets.Length, most)]);
        return string.Create(text.Length, text, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
        });
    }
}
