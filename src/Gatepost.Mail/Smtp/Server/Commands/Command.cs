namespace Gatepost.Mail.Smtp.Server.Commands;

/// <summary>One well-formed command line.</summary>
/// <param name="Verb">The first word as the client wrote it.</param>
/// <param name="Argument">The rest, without the space before it and without trailing blanks; empty when there is none.</param>
internal readonly record struct Command(string Verb, string Argument)
{
    internal static Command Parse(string line)
    {
        var text = line.TrimEnd(' ', '\t');
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? new Command(text, "") : new Command(text[..space], text[(space + 1)..].TrimStart(' '));
    }
}
