using System.Buffers.Binary;
using System.Text;
using Gatepost.Extraction.Formats.Archives;
using Gatepost.Mail.Mime;
using SharpCompress.Writers.SevenZip;

namespace Gatepost.Extraction.Tests.Formats.Archives.Library;

/// <summary>7z by libarchive and by the library; rar by hand, stored, since no packer is to be had.</summary>
public sealed class LibraryArchiveTests
{
    private const string Lzma = "N3q8ryccAAP1vKDkngAAAAAAAAAgAAAAAAAAAE1tp+wANBlJ7o3pEuYUDr+5toM/E962Cx8jnQ3K2z9oyrOatLuEg3yU0V9ecpf/6WGAAAAAgTMHrg/Q8bH8nz9HQVjW/gJqJajogIWPKbhLlWErQQL8kb8AKt3jdPdMB8bmbFXiJi7/jrbnwt2PCx1j4yyLLxCEIxqWj6JLMaH7XSbW21ET8Vq8c2L4tB2oTsI4QCXPskMahCiJ0///ShmAABcGLwEJbwAHCwEAASMDAQEFXQAAgAAMegoBughq+QAA";
    private const string Lzma2 = "N3q8ryccAANRi85QmgAAAAAAAAAaAAAAAAAAAJnARszgA50AKV0ANBlJ7o3pEuYUDr+5toM/E962Cx8jnQ3K2z9oyrOatLuEg3yU0SRShAAA4ABzAGFdAACBMweuD9EP9rigkKB3XrpYPhLc4HZwJe07owkKbPuLgguM7iOySpYqIrJEMrBU7U+v/EBAJejGYPOQY1Vav81rr0kE0HEJEXnZo+ifwtzSfHA7ddpD1XYZNHxHTBthGgAAFwYxAQlpAAcLAQABISEBFgx0CgE9CmbBAAA=";
    private const string Ppmd = "N3q8ryccAAOe85MwlAAAAAAAAAAgAAAAAAAAAAI0ahYAZ/uDfXAkWyi/6saYSs2rFBbtda2If9w0GQAAAArf5PHjmEjAswAAAIEzB64P0Hif/J8/R0Fc9tUgMjnsQmRCisLbYUFr+6CHjy7zAycz6orP2+chcW4hhZddOmdsmqEBK8huYvs2B/9fceeSvrY14HZ7r9Uk/t47igROVswT9rQrg3COMyAF2RJDprD6//+E7QAAFwYnAQltAAcLAQABIwMBAQVdAACAAAx6CgHXwsbwAAA=";

    [Theory]
    [InlineData(Lzma)]
    [InlineData(Lzma2)]
    [InlineData(Ppmd)]
    public void Seven_zip_is_unpacked(string sample)
    {
        var read = Opening.ReadAs("seven-zip", Convert.FromBase64String(sample));
        Assert.Empty(read.Problems);
        Assert.Equal(["clam.txt", "dir/b.txt"], read.Names);
        Assert.Equal((920, "second"), (read.Octets[0].Length, read.Text(1)));
    }

    [Theory]
    [InlineData(Lzma)]
    [InlineData(Ppmd)]
    public void Seven_zip_that_is_damaged_is_told(string sample)
    {
        var octets = Convert.FromBase64String(sample);
        var damaged = octets.ToArray();
        damaged[50] ^= 0x55;
        Assert.Contains(Opening.OpenAs("seven-zip", damaged).Problems, problem => problem.Kind == PartProblemKind.Unread);
        Assert.Contains(Opening.OpenAs("seven-zip", octets[..100]).Problems, problem => problem.Kind == PartProblemKind.Unread);
    }

    [Fact]
    public void A_solid_archive_of_many_files_is_unpacked_once()
    {
        using var output = new MemoryStream();
        using (var writer = new SevenZipWriter(output, new SevenZipWriterOptions { LeaveStreamOpen = true }))
        {
            for (var file = 0; file < 60; file++)
                writer.Write($"{file}.txt", new MemoryStream(Encoding.ASCII.GetBytes($"file {file}")), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }
        var read = Opening.ReadAs("seven-zip", output.ToArray());
        Assert.Empty(read.Problems);
        Assert.Equal(60, read.Nodes.Length);
        Assert.All(Enumerable.Range(0, 60), file => Assert.Equal($"file {file}", read.Text(file)));
    }

    [Theory]
    [InlineData("rar5", "a.txt", 0)]
    [InlineData("rar", "a.txt", 0)]
    [InlineData("rar5", "../a.txt", 1)]
    [InlineData("rar", "..\\a.txt", 1)]
    public void Rar_is_unpacked(string type, string name, int problems)
    {
        var read = Opening.ReadAs(type, type == "rar" ? Rar4(name) : Rar5(name));
        Assert.Equal(problems, read.Problems.Length);
        Assert.All(read.Problems, problem => Assert.Equal(PartProblemKind.Unread, problem.Kind));
        Assert.Equal("hello", read.Text(0));
    }

    [Theory]
    [InlineData("rar5")]
    [InlineData("rar")]
    public void Rar_that_is_damaged_is_told(string type)
    {
        var octets = type == "rar" ? Rar4("a.txt") : Rar5("a.txt");
        octets[octets.AsSpan().IndexOf("hello"u8)] ^= 1;
        Assert.Contains(Opening.OpenAs(type, octets).Problems, problem => problem.Kind == PartProblemKind.Unread);
    }

    /// <summary>RAR 5.0 archive format: every block is a checksum, its length, its type, and numbers of seven bits an octet.</summary>
    private static byte[] Rar5(string name)
    {
        var crc = BitConverter.GetBytes(Crc32.Of("hello"u8));
        return [
            .. "Rar!"u8, 0x1a, 0x07, 1, 0,
            .. Block([1, 0, 0]),
            .. Block([2, 2, 5, 4, 5, 0x20, .. crc, 0, 1, (byte)name.Length, .. Encoding.ASCII.GetBytes(name)]), .. "hello"u8,
            .. Block([5, 0, 0])];

        static byte[] Block(byte[] fields)
        {
            byte[] counted = [(byte)fields.Length, .. fields];
            return [.. BitConverter.GetBytes(Crc32.Of(counted)), .. counted];
        }
    }

    /// <summary>RAR 2.9: the low half of the checksum, type, flags, length.</summary>
    private static byte[] Rar4(string name)
    {
        var file = new byte[32 + name.Length];
        file[2] = 0x74;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(3), 0x8000);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(5), (ushort)file.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(7), 5);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(11), 5);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(16), Crc32.Of("hello"u8));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(20), 0x58210000);
        (file[24], file[25]) = (20, 0x30);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(26), (ushort)name.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(28), 0x20);
        Encoding.ASCII.GetBytes(name).CopyTo(file, 32);
        return [.. "Rar!"u8, 0x1a, 0x07, 0, .. Sum([0, 0, 0x73, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0]), .. Sum(file), .. "hello"u8, 0xc4, 0x3d, 0x7b, 0, 0x40, 7, 0];

        static byte[] Sum(byte[] header)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)Crc32.Of(header.AsSpan(2)));
            return header;
        }
    }
}
