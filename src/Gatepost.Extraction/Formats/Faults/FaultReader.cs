using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace Gatepost.Extraction.Formats.Faults;

/// <summary>
/// Fails on purpose over gzip files whose name field asks for it, as a parser does that a file has taken over: so that tests can show what that costs. It exists only in a worker that was started
/// with <c>--faults</c>.
/// </summary>
internal sealed class FaultReader : IFormatReader
{
    /// <summary>Stands in the name field of the gzip header, before the name of the fault.</summary>
    public const string Mark = "gatepost-fault:";

    private const int NameOffset = 10;
    private const byte HasName = 8;

    public ImmutableArray<string> Types { get; } = ["gzip"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var head = new byte[64];
        var length = file.Content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (length < NameOffset || (head[3] & HasName) == 0)
            return;
        var name = Encoding.Latin1.GetString(head, NameOffset, length - NameOffset).Split('\0')[0];
        if (name.StartsWith(Mark, StringComparison.Ordinal))
            Fail(name[Mark.Length..]);
    }

    private static void Fail(string fault)
    {
        switch (fault)
        {
            case "overflow":
                _ = Overflow(0);
                break;
            case "memory":
                EatMemory();
                break;
            case "heap":
                _ = new List<byte[]>(Enumerable.Range(0, 10_000).Select(_ => new byte[1_048_576]));
                break;
            case "hang":
                Thread.Sleep(Timeout.Infinite);
                break;
            case "spin":
                SpinForEver();
                break;
            case "exit":
                Environment.Exit(7);
                break;
            case "garbage":
                Console.OpenStandardOutput().Write("this is no frame, and it is no answer either"u8);
                break;
            case "lies":
                // A frame of an answer whose only member is its own parent's child of a child that is not there.
                WriteFrame("""{"true_type":"gzip","nodes":[{"parent":7,"is_file":true,"is_encrypted":false,"is_stored":false}],"texts":[],"links":[],"problems":[],"unpacked":0,"is_over":false}""");
                break;
            case "too-much":
                Console.OpenStandardOutput().Write([0x7f, 0, 0, 0, 0, 0, 0, 0]);
                Thread.Sleep(Timeout.Infinite);
                break;
            default:
                throw new InvalidOperationException("The file asked for it.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    private static long Overflow(long depth) => Overflow(depth + 1) + depth;

    /// <summary>Native memory, which no bound of the runtime sees.</summary>
    private static unsafe void EatMemory()
    {
        while (true)
        {
            var block = (byte*)System.Runtime.InteropServices.NativeMemory.Alloc(1_048_576);
            for (var page = 0; page < 1_048_576; page += 4_096)
                block[page] = 1;
            Thread.Sleep(1);
        }
    }

    private static void SpinForEver()
    {
        var seed = 1u;
        while (seed != 0)
            seed = (seed * 1_664_525u) | 1;
    }

    private static void WriteFrame(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        using var output = Console.OpenStandardOutput();
        var head = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(head, octets.Length);
        output.Write(head);
        output.Write(octets);
        output.Flush();
        Thread.Sleep(Timeout.Infinite);
    }
}
