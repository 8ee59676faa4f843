using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Gatepost.Mail.Mime;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Extraction.Tests.Formats.Archives.Zipped;

/// <summary>Zips that hold what their directory does not say, and honest ones that look like them.</summary>
public sealed class ZipAmbiguityTests
{
    private const int EndLength = 22;

    private static ReadOnlySpan<byte> Entry => "PK\u0001\u0002"u8;

    [Theory]
    [InlineData("a.txt", true)]
    [InlineData("a.txt", false)]
    [InlineData("folder/", true)]
    public void A_member_covered_by_the_length_of_another_is_unread(string name, bool localToo)
    {
        var zip = Zip((name, name[^1] == '/' ? [] : "hello"u8.ToArray()), ("b.exe", "MZ"u8.ToArray()));
        var first = zip.AsSpan().IndexOf(Entry);
        var second = zip.AsSpan().LastIndexOf(Entry);
        var covered = (uint)(first - 30 - name.Length);
        byte[] hidden = [.. zip[..second], .. zip[^EndLength..]];
        BinaryPrimitives.WriteUInt32LittleEndian(hidden.AsSpan(first + 20), covered);
        if (localToo)
            BinaryPrimitives.WriteUInt32LittleEndian(hidden.AsSpan(18), covered);
        BinaryPrimitives.WriteUInt16LittleEndian(hidden.AsSpan(hidden.Length - EndLength + 10), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(hidden.AsSpan(hidden.Length - EndLength + 12), (uint)(second - first));
        Assert.Contains(Read(hidden).Problems, problem => problem.Kind == PartProblemKind.Unread);
    }

    [Theory]
    [InlineData(0, CompressionLevel.Optimal)]
    [InlineData(1, CompressionLevel.Optimal)]
    [InlineData(20_000, CompressionLevel.Optimal)]
    [InlineData(100_000, CompressionLevel.Fastest)]
    [InlineData(100_000, CompressionLevel.NoCompression)]
    public void Members_of_any_length_and_packing_are_read_to_their_end(int length, CompressionLevel level)
    {
        var octets = new byte[length];
        new Random(7).NextBytes(octets);
        foreach (var isSeekable in new[] { true, false })
        {
            using var output = new MemoryStream();
            using var target = isSeekable ? output : (Stream)new ForwardStream(output);
            using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
            {
                archive.CreateEntry("folder/");
                using (var member = archive.CreateEntry("a.bin", level).Open())
                    member.Write(octets);
                using var last = archive.CreateEntry("b.txt", level).Open();
                last.Write("hello"u8);
            }
            var read = Read(output.ToArray());
            Assert.Empty(read.Problems);
            Assert.Equal([length, 5], read.Nodes.Select(node => node.Size!.Value));
        }
    }

    [Theory]
    [InlineData("a.txt", "a.exe", true)]
    [InlineData("?.txt", "ü.txt", false)]
    public void The_second_name_of_a_member_is_known(string name, string second, bool isUnread)
    {
        var read = Read(WithUnicodePath(name, second, breakChecksum: false));
        Assert.Equal((name, second), (read.Nodes[0].Name, Assert.Single(read.Nodes[0].OtherNames)));
        Assert.Equal(isUnread, read.Problems.Any(problem => problem.Kind == PartProblemKind.Unread));
    }

    [Fact]
    public void A_second_name_for_another_first_one_is_passed_over()
    {
        var read = Read(WithUnicodePath("a.txt", "a.exe", breakChecksum: true));
        Assert.Empty(read.Nodes[0].OtherNames);
        Assert.Empty(read.Problems);
    }

    [Fact]
    public void Thousands_of_folders_in_one_place_cost_no_more_than_their_directory()
    {
        var octets = new byte[300_000];
        new Random(9).NextBytes(octets);
        var zip = Zip(("a.bin", octets), ("x/", []));
        var entry = zip[zip.AsSpan().LastIndexOf(Entry)..^EndLength];
        var first = zip.AsSpan().IndexOf(Entry);
        byte[] many = [.. zip[..first], .. Enumerable.Repeat(entry, 9_999).SelectMany(one => one), .. zip[^EndLength..]];
        BinaryPrimitives.WriteUInt16LittleEndian(many.AsSpan(many.Length - EndLength + 10), 9_999);
        BinaryPrimitives.WriteUInt32LittleEndian(many.AsSpan(many.Length - EndLength + 12), (uint)(9_999 * entry.Length));
        Assert.Contains(Read(many).Problems, problem => problem.Kind == PartProblemKind.Unread);
        using var counted = new CountedStream(many);
        Gatepost.Extraction.Formats.Archives.Zip.ZipContents.Read(counted, new(), CancellationToken.None);
        Assert.True(counted.Octets < 3 * many.Length, $"{counted.Octets} octets were read of {many.Length}");
    }

    private static byte[] WithUnicodePath(string name, string second, bool breakChecksum)
    {
        var zip = Zip((name, "hello"u8.ToArray()));
        var at = zip.AsSpan().IndexOf(Entry);
        var text = Encoding.UTF8.GetBytes(second);
        var field = new byte[9 + text.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(field, 0x7075);
        BinaryPrimitives.WriteUInt16LittleEndian(field.AsSpan(2), (ushort)(5 + text.Length));
        field[4] = 1;
        // The checksum of a member whose content is its name is the one of the name.
        var checksum = Zip(("x", Encoding.ASCII.GetBytes(name))).AsSpan(14, 4);
        checksum.CopyTo(field.AsSpan(5));
        field[5] ^= breakChecksum ? (byte)1 : (byte)0;
        text.CopyTo(field, 9);
        byte[] result = [.. zip[..(at + 46 + name.Length)], .. field, .. zip[(at + 46 + name.Length)..]];
        BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(at + 30), (ushort)field.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(result.Length - EndLength + 12), (uint)(46 + name.Length + field.Length));
        return result;
    }

    private static Opening Read(byte[] zip) => Opening.ReadAs("zip", zip);

    private sealed class CountedStream(byte[] octets) : MemoryStream(octets, writable: false)
    {
        public long Octets { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var read = base.Read(buffer);
            Octets += read;
            return read;
        }
    }

    /// <summary>What a zip is written to that cannot go back: the lengths then stand behind the members.</summary>
    private sealed class ForwardStream(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
