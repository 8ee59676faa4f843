namespace Gatepost.Terminal;

/// <summary>What a verb may touch of the outside world, so that tests run whole command lines in process.</summary>
internal sealed record CommandIo
{
    private const int NoTerminal = 10_000;

    /// <summary>Results; with <c>--json</c> nothing else is written here.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress and complaints.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input as octets.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Opens standard output as octets; then nothing is written to <see cref="Out"/>.</summary>
    public Func<Stream> OpenOutput { get; init; } = () => Stream.Null;

    /// <summary>True when a person reads <see cref="Out"/>: then colours are allowed.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>True when a person reads <see cref="Error"/>: then progress is shown.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal; where no terminal is, lines are as long as what they say, for grep and the like.</summary>
    public int Width { get; init; } = NoTerminal;

    /// <summary>An environment variable, or null.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Where relative paths start; absolute.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Colours for <see cref="Out"/>: never with NO_COLOR (https://no-color.org) or on a dumb terminal.</summary>
    public Palette Palette => new(OutIsTerminal && string.IsNullOrEmpty(Environment("NO_COLOR")) && Environment("TERM") != "dumb");

    /// <summary>This process.</summary>
    public static CommandIo OfProcess()
    {
        var outIsTerminal = !Console.IsOutputRedirected;
        return new CommandIo
        {
            Out = Console.Out,
            Error = Console.Error,
            OpenInput = Console.OpenStandardInput,
            OpenOutput = Console.OpenStandardOutput,
            OutIsTerminal = outIsTerminal,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = outIsTerminal ? TerminalWidth() : NoTerminal,
            Environment = System.Environment.GetEnvironmentVariable,
            WorkingFolder = System.Environment.CurrentDirectory,
        };
    }

    private static int TerminalWidth()
    {
        try
        {
            return Math.Clamp(Console.WindowWidth, 60, 200);
        }
        catch (IOException)
        {
            return 100;
        }
    }
}
