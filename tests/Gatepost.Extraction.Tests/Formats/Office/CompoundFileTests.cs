using System.Buffers.Binary;
using System.Text;
using Gatepost.Extraction.Formats.Office;
using Gatepost.Extraction.Formats.Office.Compound;

namespace Gatepost.Extraction.Tests.Formats.Office;

public sealed class CompoundFileTests
{
    private static byte[] Numbered(int length) => [.. Enumerable.Range(0, length).Select(index => (byte)(index * 7 >> 3))];

    private static byte[] Sample(int large = 20_000) => new CompoundSample()
        .Stream("small", "a small stream").Stream("deep/er/est", "at the bottom").Stream("large", Numbered(large)).Stream("empty", "").ToArray();

    private static string Read(CompoundFile file, string name)
    {
        using var stream = file.OpenStream(file.All.Single(entry => entry.Name == name));
        return Encoding.Latin1.GetString(stream.ReadUpTo(int.MaxValue));
    }

    [Theory]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(20_000)]
    // Long sectors, and a FAT of several of them.
    [InlineData(9_000_000)]
    public void What_is_written_is_read(int large)
    {
        using var content = new MemoryStream(Sample(large));
        using var file = CompoundFile.Open(content)!;
        Assert.Equal("a small stream", Read(file, "small"));
        Assert.Equal("at the bottom", Read(file, "est"));
        Assert.Equal(Numbered(large), Encoding.Latin1.GetBytes(Read(file, "large")));
        Assert.Equal("", Read(file, "empty"));
        Assert.True(file.IsSound);
    }

    [Fact]
    public void Streams_can_be_moved_about_in()
    {
        using var content = new MemoryStream(Sample());
        using var file = CompoundFile.Open(content)!;
        using var stream = file.OpenStream(file.FindStream(file.Root!, "LARGE")!);
        Assert.Equal(Numbered(20_000)[15_000..15_010], stream.ReadAt(15_000, 10));
        Assert.Equal(Numbered(20_000)[600..1_300], stream.ReadAt(600, 700));
        Assert.Empty(stream.ReadAt(20_000, 10));
    }

    [Fact]
    public void A_circle_in_the_table_ends()
    {
        var octets = Sample();
        // Every entry of the FAT, the last sector, leads to the first.
        for (var at = octets.Length - 512; at < octets.Length; at += 4)
            BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(at), 0);
        using var content = new MemoryStream(octets);
        using var file = CompoundFile.Open(content)!;
        foreach (var entry in file.All.Where(entry => !entry.IsStorage))
        {
            using var stream = file.OpenStream(entry);
            Assert.True(stream.ReadUpTo(int.MaxValue).Length <= 20_000);
        }
        Assert.False(file.IsSound);
    }

    [Fact]
    public void A_circle_in_the_directory_ends_and_hides_nothing()
    {
        var octets = Sample();
        // Left, right and child of every entry lead to entry 1.
        for (var entry = 512; entry < 1_536; entry += 128)
        {
            foreach (var link in (int[])[68, 72, 76])
                BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(entry + link), 1);
        }
        using var content = new MemoryStream(octets);
        using var file = CompoundFile.Open(content)!;
        Assert.Equal("a small stream", Read(file, "small"));
        Assert.Equal("at the bottom", Read(file, "est"));
    }

    [Fact]
    public void A_size_that_lies_gives_what_is_there()
    {
        var octets = Sample();
        var entry = octets.AsSpan().IndexOf(Encoding.Unicode.GetBytes("large"));
        BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(entry + 120), uint.MaxValue);
        using var content = new MemoryStream(octets);
        using var file = CompoundFile.Open(content)!;
        Assert.StartsWith(Encoding.Latin1.GetString(Numbered(20_000)), Read(file, "large"));
        Assert.False(file.IsSound);
    }

    [Fact]
    public void Cut_off_and_flipped_files_end_in_bounded_work()
    {
        var octets = Sample();
        var random = new Random(5);
        for (var round = 0; round < 2_000; round++)
        {
            var broken = octets[..(round % 2 == 0 ? octets.Length : random.Next(512, octets.Length))];
            for (var flips = random.Next(1, 12); flips > 0; flips--)
                broken[random.Next(24, random.Next(2) == 0 ? 512 : broken.Length)] = (byte)random.Next(256);
            using var content = new MemoryStream(broken);
            using var file = CompoundFile.Open(content);
            foreach (var entry in file?.All ?? [])
            {
                using var stream = file!.OpenStream(entry);
                Assert.True(stream.ReadUpTo(int.MaxValue).Length <= broken.Length);
            }
        }
    }

    [Fact]
    public void A_storage_becomes_a_file_of_its_own()
    {
        using var content = new MemoryStream(Sample());
        using var file = CompoundFile.Open(content)!;
        using var copy = CompoundCopy.Of(file, file.Find(file.Root!, "deep")!);
        using var own = new MemoryStream(copy.ReadUpTo(int.MaxValue));
        using var inner = CompoundFile.Open(own)!;
        Assert.Equal(["Root Entry", "er", "est"], inner.All.Select(entry => entry.Name));
        Assert.Equal("at the bottom", Read(inner, "est"));
        Assert.True(inner.IsSound);
    }

    [Fact]
    public void Other_files_are_none()
    {
        using var text = new MemoryStream(new byte[10_000]);
        Assert.Null(CompoundFile.Open(text));
        using var cut = new MemoryStream(Sample()[..300]);
        Assert.Null(CompoundFile.Open(cut));
    }
}
