using System.Text;
using Gatepost.CommandLine;
using Gatepost.Terminal;

namespace Gatepost.Tests;

/// <summary>Runs whole command lines in process, in a folder of their own.</summary>
internal sealed class CommandRun : IDisposable
{
    private readonly Dictionary<string, string> _environment = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("gatepost-cli-").FullName;

    public string Out { get; private set; } = "";

    public string Error { get; private set; } = "";

    public byte[] Input { get; set; } = [];

    public bool IsTerminal { get; set; }

    public int Width { get; set; } = 120;

    /// <summary>Ends a command that runs until it is told to stop.</summary>
    public CancellationToken Stop { get; set; } = TestContext.Current.CancellationToken;

    public void Set(string variable, string value) => _environment[variable] = value;

    public async Task<int> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var io = new CommandIo
        {
            Out = output,
            Error = error,
            OpenInput = () => new MemoryStream(Input),
            OutIsTerminal = IsTerminal,
            Width = Width,
            Environment = name => _environment.GetValueOrDefault(name),
            WorkingFolder = Folder,
        };
        var code = await GatepostCommands.RunAsync(arguments, io, Stop);
        (Out, Error) = (output.ToString(), error.ToString());
        return code;
    }

    /// <summary>Writes a file below the folder; LF becomes what the caller wrote.</summary>
    public string Write(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text, new UTF8Encoding(false));
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
