using Gatepost.Mail.Extraction;
using Gatepost.Fuzz.Memory;
using Gatepost.Gateway.Inspection.Child;

namespace Gatepost.Fuzz.Targets;

/// <summary>Frames of the pipe to the process that inspects what killed another: no announced length takes memory that did not come.</summary>
internal sealed class ChildFrameTarget : IFuzzTarget
{
    private const int MaxOctets = 4_096;

    public string Name => "child-frames";

    public string Summary => "frames of the pipe of inspect-child; bounded, and written again the same";

    public IReadOnlyList<string> Words { get; } = ["\0\0\0\0\0\0\0\u0004", "\0\0\0\0\0\0\u0010\0", "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "\0\0\0\0\0\0\u0010\u0001"];

    public void Run(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        using var whole = new MemoryStream(octets);
        using var pieces = new PiecewiseStream(octets);
        using var written = new MemoryStream();
        while (true)
        {
            var frame = Read(whole);
            var again = Read(pieces);
            Expect.That(frame is null == again is null, "in pieces a frame is none");
            if (frame is null)
                break;
            Expect.That(frame.Length <= MaxOctets, $"a frame of {frame.Length} octets");
            Expect.Equal(frame, again, "in pieces a frame is another");
            PipeFrames.WriteAsync(written, frame, default).GetAwaiter().GetResult();
        }
        Expect.Equal(octets.AsSpan(0, (int)written.Length), written.GetBuffer().AsSpan(0, (int)written.Length), "frames written again");
    }

    private static byte[]? Read(Stream stream) => PipeFrames.ReadAsync(stream, MaxOctets, default).GetAwaiter().GetResult().Octets;
}
