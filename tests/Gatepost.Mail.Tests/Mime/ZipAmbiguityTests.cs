using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Messages;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Mail.Tests.Mime;

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
            var parts = Read(output.ToArray());
            Assert.Empty(parts.Problems);
            Assert.Equal([length, 5], parts.All.Skip(1).Select(part => part.Size!.Value));
        }
    }

    [Theory]
    [InlineData("a.txt", "a.exe", true)]
    [InlineData("?.txt", "ü.txt", false)]
    public void The_second_name_of_a_member_is_known(string name, string second, bool isUnread)
    {
        var part = Read(WithUnicodePath(name, second, breakChecksum: false));
        Assert.Equal((name, second), (part.All[1].Name, Assert.Single(part.All[1].OtherNames)));
        Assert.Equal(isUnread, part.Problems.Any(problem => problem.Kind == PartProblemKind.Unread));
    }

    [Fact]
    public void A_second_name_for_another_first_one_is_passed_over()
    {
        var parts = Read(WithUnicodePath("a.txt", "a.exe", breakChecksum: true));
        Assert.Empty(parts.All[1].OtherNames);
        Assert.Empty(parts.Problems);
    }

    [Fact]
    public void Thousands_of_folders_in_one_place_cost_no_more_than_their_directory()
    {
        var zip = Zip(("a.bin", RandomOctets(300_000)), ("x/", []));
        var entry = zip[zip.AsSpan().LastIndexOf(Entry)..^EndLength];
        var first = zip.AsSpan().IndexOf(Entry);
        byte[] many = [.. zip[..first], .. Enumerable.Repeat(entry, 9_999).SelectMany(one => one), .. zip[^EndLength..]];
        BinaryPrimitives.WriteUInt16LittleEndian(many.AsSpan(many.Length - EndLength + 10), 9_999);
        BinaryPrimitives.WriteUInt32LittleEndian(many.AsSpan(many.Length - EndLength + 12), (uint)(9_999 * entry.Length));
        var content = Content(Mixed(Attachment("a.zip", many)));
        Assert.Contains(MessagePartReader.Read(content, new ReadingLimits(), default).Problems, problem => problem.Kind == PartProblemKind.Unread);
        var limit = TimeSpan.FromMilliseconds(200);
        var elapsed = Timing.Best(limit, () => MessagePartReader.Read(content, new ReadingLimits(), default));
        Assert.True(elapsed < limit, $"took {elapsed.TotalMilliseconds} ms");
    }

    [Fact]
    public void What_was_opened_is_closed_when_reading_is_given_up()
    {
        var octets = Encoding.ASCII.GetBytes(Mixed(Attachment("a.zip", Zip(("in.zip", Zip(("a.bin", RandomOctets(200_000))))))));
        for (var reads = 1; reads < 40; reads++)
        {
            using var given = new CancellationTokenSource();
            var content = new CountedContent(octets, reads, given);
            try
            {
                MessagePartReader.Read(content, new ReadingLimits(), given.Token);
            }
            catch (OperationCanceledException)
            {
                // Wherever it was.
            }
            Assert.Equal(0, content.Open);
        }
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

    private static byte[] RandomOctets(int length)
    {
        var octets = new byte[length];
        new Random(9).NextBytes(octets);
        return octets;
    }

    private static IMessageParts Read(byte[] zip) => MessagePartReader.Read(Content(Mixed(Attachment("a.zip", zip))), new ReadingLimits(), default);

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

    /// <summary>Counts its open streams, and cancels at the n-th that is opened.</summary>
    private sealed class CountedContent(byte[] octets, int cancelAt, CancellationTokenSource given) : MessageContent
    {
        private int _opened;

        public int Open { get; private set; }

        public override long Length => octets.Length;

        public override ReadOnlyMemory<byte> Sha256 => throw new NotSupportedException();

        public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
        {
            memory = default;
            return false;
        }

        public override Stream OpenRead()
        {
            Open++;
            if (++_opened == cancelAt)
                given.Cancel();
            return new Counted(this);
        }

        private sealed class Counted(CountedContent owner) : MemoryStream(owner.Octets, writable: false)
        {
            private bool _isClosed;

            protected override void Dispose(bool disposing)
            {
                if (!_isClosed)
                    owner.Open--;
                _isClosed = true;
                base.Dispose(disposing);
            }
        }

        private byte[] Octets => octets;
    }
}
