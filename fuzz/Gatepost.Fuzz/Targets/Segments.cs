using System.Buffers;

namespace Gatepost.Fuzz.Targets;

/// <summary>Makes sequences of short segments, as pipes give them at the joints of their blocks.</summary>
internal static class Segments
{
    public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> octets, int length)
    {
        if (octets.Length <= length)
            return new ReadOnlySequence<byte>(octets);
        var first = new Segment(octets[..length], 0);
        var last = first;
        for (var at = length; at < octets.Length; at += length)
            last = last.Append(octets.Slice(at, Math.Min(length, octets.Length - at)));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
