using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Gatepost.Mail.Smtp.Server.Transport;

namespace Gatepost.Mail.Smtp.Server.Commands;

/// <summary>What the wait for a command line ended with.</summary>
internal enum LineEvent
{
    /// <summary>A line, or one that is refused for its form.</summary>
    Line = 0,

    /// <summary>No line came; the wire tells why.</summary>
    Ended,

    /// <summary>The line ended with LF alone.</summary>
    BareLineFeed,

    /// <summary>The line was longer than is taken; it was read to its end and dropped.</summary>
    TooLong,

    /// <summary>The line was so long that its end was not waited for.</summary>
    Endless,

    /// <summary>The line holds a control character, a bare CR among them.</summary>
    ControlCharacter,

    /// <summary>The line is neither ASCII nor UTF-8.</summary>
    NotUtf8,
}

/// <summary>A command line, or why there is none.</summary>
/// <param name="Event">What came.</param>
/// <param name="Text">The line without its end; empty when there is none worth quoting.</param>
/// <param name="Wire">For <see cref="LineEvent.Ended"/>, the reason.</param>
internal readonly record struct CommandLine(LineEvent Event, string Text, WireEvent Wire = WireEvent.Octets);

/// <summary>Cuts command lines off the wire: limited first, understood afterwards.</summary>
internal sealed class CommandReader(Wire wire, SmtpServerOptions options)
{
    /// <summary>Waits for one line.</summary>
    /// <param name="mayDrain">True between two transactions.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    internal async ValueTask<CommandLine> ReadAsync(bool mayDrain, CancellationToken cancellationToken)
    {
        var limits = options.Limits;
        for (var dropped = 0L; ;)
        {
            // What was dropped is no command boundary: only a fresh line may end in a drain.
            var read = await wire.ReadAsync(limits.CommandTimeout, mayDrain && dropped == 0, cancellationToken);
            if (read.Event != WireEvent.Octets)
                return new CommandLine(LineEvent.Ended, "", read.Event);
            if (read.Buffer.PositionOf((byte)'\n') is { } lineFeed)
                return Take(read.Buffer.Slice(0, read.Buffer.GetPosition(1, lineFeed)), dropped);
            var isTooLong = dropped > 0 || read.Buffer.Length >= limits.CommandLineOctets;
            dropped += isTooLong ? read.Buffer.Length : 0;
            wire.Input.AdvanceTo(isTooLong ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            if (read.IsLast)
                return new CommandLine(LineEvent.Ended, "", WireEvent.Closed);
            if (dropped > limits.DrainedLineOctets)
                return new CommandLine(LineEvent.Endless, "");
        }
    }

    private CommandLine Take(ReadOnlySequence<byte> line, long dropped)
    {
        var understood = dropped > 0 || line.Length > options.Limits.CommandLineOctets
            ? new CommandLine(LineEvent.TooLong, "")
            : Understand(line.IsSingleSegment ? line.FirstSpan : line.ToArray());
        wire.Input.AdvanceTo(line.End);
        return understood;
    }

    private CommandLine Understand(ReadOnlySpan<byte> line)
    {
        var hasCarriageReturn = line.Length > 1 && line[^2] == '\r';
        var text = line[..^(hasCarriageReturn ? 2 : 1)];
        if (!hasCarriageReturn && options.BareLineEndings == BareLineEndings.Reject)
            return new CommandLine(LineEvent.BareLineFeed, Encoding.UTF8.GetString(text));
        if (!Utf8.IsValid(text))
            return new CommandLine(LineEvent.NotUtf8, Encoding.UTF8.GetString(text));
        var words = Encoding.UTF8.GetString(text);
        foreach (var c in words)
        {
            if (char.IsControl(c) && c != '\t')
                return new CommandLine(LineEvent.ControlCharacter, words);
        }
        return new CommandLine(LineEvent.Line, words);
    }
}
