using System.Text;

namespace Gatepost.Gateway.Logging;

/// <summary>Lines on standard output.</summary>
internal sealed class OutputSink(Stream output) : ILineSink
{
    private readonly StreamWriter _writer = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };

    public void Write(string line)
    {
        try
        {
            _writer.WriteLine(line);
        }
        catch (IOException)
        {
            // Whoever read our output is gone; mail goes on.
        }
    }

    public void Flush()
    {
        try
        {
            _writer.Flush();
        }
        catch (IOException)
        {
            // As above.
        }
    }

    public void Dispose() => Flush();
}
