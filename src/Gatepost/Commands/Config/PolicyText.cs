using Gatepost.Terminal;

namespace Gatepost.Commands.Config;

/// <summary>Reads a policy file that the user names; <c>-</c> is standard input.</summary>
internal static class PolicyText
{
    /// <summary>More characters than the compiler reads (4 MiB), so that it is the one who says so; stops a device file that was named by mistake.</summary>
    private const int LargestFile = 4_194_305;

    /// <summary>Null after a complaint.</summary>
    public static string? Read(string path, CommandIo io)
    {
        try
        {
            using var stream = path == "-" ? io.OpenInput() : File.OpenRead(Path.GetFullPath(path, io.WorkingFolder));
            using var reader = new StreamReader(stream);
            var text = new char[LargestFile];
            return new string(text, 0, reader.ReadBlock(text));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            io.Error.WriteLine($"gatepost: {TerminalText.Clean(path)} cannot be read: {TerminalText.Clean(exception.Message)}");
            return null;
        }
    }
}
