using System.Text;
using Gatepost.Extraction.Formats.Archives;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Encoded;

public sealed class EncodedFileTests
{
    private static readonly byte[] Octets = [.. Enumerable.Range(0, 1_000).Select(number => (byte)(number * 7))];

    [Fact]
    public void Several_files_in_one_text_are_read()
    {
        var text = $"Dear all,\r\nbegin with the first:\r\n{Uu("a.bin", Octets)}and the next:\r\n{Uu("b.txt", "hello"u8.ToArray())}bye\r\n";
        var read = Read(text);
        Assert.Empty(read.Problems);
        Assert.Equal(["a.bin", "b.txt"], read.Names);
        Assert.Equal(Octets, read.Octets[0]);
        Assert.Equal("hello", read.Text(1));
    }

    [Fact]
    public void Uuencode_in_base64_is_read()
    {
        var read = Read($"begin-base64 644 a.bin\n{Convert.ToBase64String(Octets, Base64FormattingOptions.InsertLineBreaks)}\n====\n");
        Assert.Empty(read.Problems);
        Assert.Equal(Octets, read.Octets[0]);
    }

    [Fact]
    public void A_sentence_that_begins_like_one_is_none()
    {
        Assert.Empty(Read("begin 644 years ago\r\n\u00e4nother line\r\n").Nodes);
        Assert.Empty(Read("begin the day\r\nbegin 12345678 x\r\n").Nodes);
    }

    [Fact]
    public void Blanks_that_were_cut_off_a_line_are_nothing()
    {
        var zeros = new byte[90];
        var read = Read(Uu("a.bin", zeros).Replace('`', ' ').Replace("  \r\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(zeros, read.Octets[0]);
    }

    [Fact]
    public void A_file_without_its_end_is_told()
    {
        var whole = Uu("a.bin", Octets);
        var read = Read(whole[..(whole.Length / 2)]);
        Assert.Equal(Octets[..200], read.Octets[0][..200]);
        Assert.Contains(read.Problems, problem => problem.Kind == PartProblemKind.Malformed);
    }

    [Fact]
    public void A_file_that_begins_in_another_is_read_too()
    {
        var whole = Uu("a.bin", Octets);
        var read = Read(whole[..(whole.IndexOf('\n', 300) + 1)] + Uu("b.txt", "hello"u8.ToArray()));
        Assert.Equal(["a.bin", "b.txt"], read.Names);
        Assert.Equal("hello", read.Text(1));
    }

    [Fact]
    public void A_path_that_climbs_out_is_told() =>
        Assert.Equal(PartProblemKind.Unread, Assert.Single(Read(Uu("../../a.sh", "x"u8.ToArray())).Problems).Kind);

    [Fact]
    public void YEnc_is_read()
    {
        var read = Opening.ReadAs("yenc", [.. "words\r\n"u8, .. Yenc("=ybegin line=128 size=1000 name=my file.bin", Octets, $"=yend size=1000 crc32={Crc32.Of(Octets):x8}"), .. Yenc("=ybegin line=128 size=5 name=b.txt", "hello"u8, "=yend size=5")]);
        Assert.Empty(read.Problems);
        Assert.Equal(["my file.bin", "b.txt"], read.Names);
        Assert.Equal(Octets, read.Octets[0]);
        Assert.Equal("hello", read.Text(1));
    }

    [Theory]
    [InlineData("=ybegin line=128 size=1000 name=a", "=yend size=1000 crc32=00000001", PartProblemKind.Malformed)]
    [InlineData("=ybegin line=128 size=999 name=a", "=yend size=999", PartProblemKind.Malformed)]
    [InlineData("=ybegin line=128 size=1000 name=a", "", PartProblemKind.Malformed)]
    [InlineData("=ybegin part=2 total=5 line=128 size=5000 name=a", "=yend size=1000", PartProblemKind.Unread)]
    public void YEnc_that_is_not_what_it_says_is_told(string begin, string end, PartProblemKind kind)
    {
        var read = Opening.ReadAs("yenc", Yenc(begin, Octets, end));
        Assert.Equal(kind, Assert.Single(read.Problems).Kind);
        Assert.Equal(Octets, read.Octets[0]);
    }

    [Fact]
    public void Damaged_octets_end_the_reading_and_nothing_else()
    {
        byte[] text = [.. Encoding.ASCII.GetBytes(Uu("a.bin", Octets)), .. Yenc("=ybegin line=128 size=1000 name=a", Octets, "=yend size=1000")];
        var random = new Random(8);
        for (var round = 0; round < 300; round++)
        {
            var damaged = text.ToArray();
            for (var hit = 0; hit < 10; hit++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Assert.True(Opening.ReadAs("uuencode", damaged).Nodes.Length <= 4);
        }
    }

    private static Opening Read(string text) => Opening.ReadAs("uuencode", Encoding.Latin1.GetBytes(text));

    private static string Uu(string name, byte[] octets)
    {
        var text = new StringBuilder($"begin 644 {name}\r\n");
        foreach (var line in octets.Chunk(45))
        {
            text.Append((char)(' ' + line.Length));
            for (var at = 0; at < line.Length; at += 3)
            {
                var (one, two, three) = (line[at], at + 1 < line.Length ? line[at + 1] : 0, at + 2 < line.Length ? line[at + 2] : 0);
                foreach (var value in new[] { one >> 2, ((one & 3) << 4) | (two >> 4), ((two & 15) << 2) | (three >> 6), three & 63 })
                    text.Append(value == 0 ? '`' : (char)(' ' + value));
            }
            text.Append("\r\n");
        }
        return text.Append("`\r\nend\r\n").ToString();
    }

    private static byte[] Yenc(string begin, ReadOnlySpan<byte> octets, string end)
    {
        var text = new List<byte>([.. Encoding.ASCII.GetBytes(begin), (byte)'\r', (byte)'\n']);
        var column = 0;
        foreach (var octet in octets)
        {
            var moved = (byte)(octet + 42);
            if (moved is 0 or (byte)'\r' or (byte)'\n' or (byte)'=')
                text.AddRange([(byte)'=', (byte)(moved + 64)]);
            else
                text.Add(moved);
            if (++column % 128 == 0)
                text.AddRange("\r\n"u8);
        }
        return [.. text, .. "\r\n"u8, .. Encoding.ASCII.GetBytes(end), .. "\r\n"u8];
    }
}
