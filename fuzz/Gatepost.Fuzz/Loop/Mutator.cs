using System.Buffers.Binary;
using System.Text;

namespace Gatepost.Fuzz.Loop;

/// <summary>Damages inputs by seed: the same seed and corpus always give the same octets, so that a failure can be had again.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, IReadOnlyList<string> words)
{
    /// <summary>Octets of an input. Long inputs take long and find little that short ones do not.</summary>
    public const int MaxOctets = 16_384;

    private static readonly int[] Interesting = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, int.MaxValue, int.MinValue, -1, -2];

    private readonly byte[][] _words = [.. words.Select(Encoding.Latin1.GetBytes)];

    /// <summary>The input of a seed.</summary>
    public byte[] Make(int seed)
    {
        var random = new Random(seed);
        var octets = corpus[random.Next(corpus.Count)].ToList();
        for (var blows = 1 << random.Next(5); blows > 0; blows--)
            Strike(octets, random);
        return octets.Count > MaxOctets ? [.. octets[..MaxOctets]] : [.. octets];
    }

    private void Strike(List<byte> octets, Random random)
    {
        var at = random.Next(octets.Count + 1);
        switch (random.Next(10))
        {
            case 0 when at < octets.Count: octets[at] = (byte)random.Next(256); break;
            case 1 when at < octets.Count: octets[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: octets.RemoveRange(at, random.Next(Math.Min(16, octets.Count - at) + 1)); break;
            case 3: octets.RemoveRange(at, random.Next(octets.Count - at + 1)); break;
            case 4: octets.InsertRange(at, PieceOf([.. octets], random)); break;
            case 5: octets.InsertRange(at, PieceOf(corpus[random.Next(corpus.Count)], random)); break;
            case 6: octets.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), 1 << random.Next(10))); break;
            case 7: Number(octets, at, random); break;
            default: Word(octets, at, random); break;
        }
    }

    private void Word(List<byte> octets, int at, Random random)
    {
        if (_words.Length == 0)
            return;
        var word = _words[random.Next(_words.Length)];
        if (random.Next(2) == 0)
            octets.RemoveRange(at, Math.Min(word.Length, octets.Count - at));
        octets.InsertRange(at, word);
    }

    /// <summary>A value at which lengths and counts go wrong, in either order of octets.</summary>
    private static void Number(List<byte> octets, int at, Random random)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        var value = Interesting[random.Next(Interesting.Length)] + random.Next(-1, 2);
        if (random.Next(2) == 0)
            BinaryPrimitives.WriteInt32LittleEndian(number, value);
        else
            BinaryPrimitives.WriteInt32BigEndian(number, value);
        var width = 1 << random.Next(3);
        for (var i = 0; i < width && at + i < octets.Count; i++)
            octets[at + i] = number[i];
    }

    private static ArraySegment<byte> PieceOf(byte[] octets, Random random)
    {
        var start = random.Next(octets.Length + 1);
        return new ArraySegment<byte>(octets, start, random.Next(Math.Min(octets.Length - start, 1_024) + 1));
    }
}
