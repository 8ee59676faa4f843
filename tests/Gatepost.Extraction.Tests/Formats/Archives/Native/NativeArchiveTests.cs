using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Archives.Native;

/// <summary>Formats that libarchive reads. Samples by libarchive, packed by gzip; cabinets and LHA by hand, stored.</summary>
public sealed class NativeArchiveTests
{
    private const string Iso = "H4sIAAAAAAACA+3dy2rcVhgA4COHOsZNQiklhJCLElLoIrgzTkjidDXRyLXo3NDIwVkV23GxwXaK64RAoZBV6a7LvEo3faPQR2iluTRXXxa51f0+edCZo6NfR/LgnyOPpBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgChp1mr1KLSyzuJSvLekmXfb+ywfx/vjpdk+2y1/qleYmgqnh1Wnv3i+eFB1OZwbvjsXpqrZVPjlRPT58XqYGK8f80G1sjuNPFnI7qbxtZkbM7NHfHdna7M36rO1ev1W7eb1uVotvFZRe8XrLXxo/+8kHT4aE6P8H1phI2yHh+FxiN84JaEZ8tAN7T2Wv5L/v/w6PXT+PzOsOnPm+eKzw/x/Yfjuwl75f4++mN7XtFl+albCctgJq2G9LD8Ka2XttTATbpSv2Y+ij2+vkfyP/M8R8vc4/wMA/xtZZ74bFw/X4ubaahzX4/qt27Wbt6/PDc51Tm9urCzvrK5vPFobnt91vADgKIgG/2Ovxv/HwvlBqZnlDgsAAAAcsfF/qL5fH1Xj/9L5EBn/AwAAwNEb/18YnQWYDBeHpfthI+w4MgAAAHCUxv+hur9OVI3/SxfLkvE/AAAAHDG/H3iP/X7vePTnXyHPP4me9JauRluNql1ja2K43sSrEcfxivmz0alRsJdnSXouioet4vFaz0az7YP6E73FjoRH4dKw0aWng8sfjj39+dNTp08OHkRQbW06aTXaM8VS8U19cAB+67RPRmF1c3lrZvfxbtWJK0+qtk+u7HV8x/GL+RPRxCj448GdFkJ1tcUb9/FYM8tHW5uKwv2NncPs7TjkPnsLAGPbB+Si6PCJ/xAZ6P1m9x/D5WGjy5PD+eTL2f34nWFqH+Xa6SisHDatjwO/mNYB4D/j4GfsHNgimj1gFP1ZWA2bYTlshZmwW45+d8NXg2sNQvV9gzfGnPQlBAB4p/l//0x8mPx/9YBx9nRY+TfzAwAfXpo/i6aLX6M8z3rf1+fm6o1iIY3zbvJdnGfNb9M46xRpniw0OmW5l3eLbtJtVYW7WTPtx/3FXq+bF/F8N4973X62FM9nrTTu3+sXaTvup+1Gp8iSfq+VNvppnHQ7RSMp4mbWT+Le4p1W1l9I88HK/V6aZPNZ0iiybifudxfzJJ2JywjpCw3LTZbh5rOq2Ck7kbUb+b34bre12E7jsjtJuRNFdxhwvK3qAUd5exB2xq8bAAbW1zY3H8Q/7DzYinfX1+LR0/6mVatW/QGr/WUC3rWf1lYfbN93HAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+Lj9Axf6F6kAyAUA";
    private const string Newc = "H4sIAAAAAAACAzMwNzA3MDRAAhaGiSYGOICZqalxGky1saWFAXHAEsZIzknM1SupKGFgyEjNyclXSCvKz1UoyUhVSCxKzsgsS+UaFR4VHhUeQGED8ssDIJfI8iARxkjJLNJPAhcIxanJ+XkpDAyY9uMBxKpDB0kwRkiQo6ePa5CioiIDEAAATIBwFgwFAAA=";
    private const string Odc = "H4sIAAAAAAACAzMwNwBBJGBoYGBmYmKAAxiamBqZmJsbQBUYGsLEzYwNknMSc/VKKkoYMlJzcvIV0orycxVKMlIVEouSMzLLUrlGhUeFR4UHUNiAwsxuhJAyS8ks0k8C5/bi1OT8vBRMs3EZil3UGIkTEuTo6eMapKioyAAAtq5PhaAEAAA=";
    private const string Xar = "H4sIAAAAAAACA6tILFJkkGFgZAADJhYIzSoPJBgr5kydcrLosYJA2/tKrqnvuFY7FCU+NfN/sPMM78YbVzIKPVVSn79kTzyperxMtXjR7sx/be/WC+Qv3+Zpd8Zg177by16ILut8GbI+dvv9ZfvL929Sql0dd8ST76q3Us36Q5M4TCVeHu48s/taiETSNMU5jlucj7J94tVl3eHb2c7n9lf2/u2UL8+P5Vz+qBBo9VZl0fYyk31NTGfCevreFQuJK0hNZokwWZQemyy0/PDW9Jl+bUGrJr5dbV/JuEja/M/PjFWasQ0Zxxa8rspdNktc+dgtiaQpXBfimt/7+WdeFvr79+h9/brdJY0pHKkd7wzuKWw6+ME/IHLefA7dvT1hSlKX3/5duMgx1Uz/48+vP7YJFqufKtV2Kph5+ZJ/pY2Z39FlzcHb/pccFzmzsiiA/XtiybcKtmtO5wpWWp7RnXzpGodmJ1dUUB+X646nXJNuRTC+a5m2e84fhan1UQcLuAUnXrh26gOTcUdxWFJySZ6zYlhU95YnLdwF60teykXcUj9gciKa4YMUw9u23TfbZwTukz+XzbDuuKeVvfK8VfsvfJaY3/7Hhu1F3wLrlrpTF6QWabt23AsqOdpRezDjWcdazV/yPfuerkiZE5z0atYTLmVvj4MLtrGeDxV0iz8g9NRymWrdqYvfFSbK3GYI0DTUzOBVDOJ6KKV1RiDQJt1kuRBrx/ymLUqZvZeSWjn96+cwfDz+m/2ZT+Pz1Jbk/1lips2Gq7Z9fn336OZe+e7kijmnPc6ePBnuoX3qfKjGSY9QDx2vcyd0vJ+ekhCVA0GLRAaNFN+Iijnafr7nznszMnCcYqrFlpoAzENzW34CAAA=";
    private const string Ar = "H4sIAAAAAAACA1O0SSxKzrDjSs5JzNUrqSjRV4AAQ3MDKFBQMACLQEhDAwMzExMFBVMFGEjgykjNycnnAgCxBmKpSgAAAA==";

    [Theory]
    [InlineData("iso", Iso)]
    [InlineData("cpio", Newc)]
    [InlineData("cpio", Odc)]
    [InlineData("xar", Xar)]
    public void Archives_are_unpacked(string type, string sample)
    {
        var read = Opening.ReadAs(type, Gunzip(sample));
        Assert.Empty(read.Problems);
        Assert.Equal(["clam.txt", "dir/b.txt"], read.Names.Order(StringComparer.Ordinal));
        Assert.Equal([6, 920], read.Octets.Select(octets => octets.Length).Order());
    }

    [Fact]
    public void Ar_is_unpacked()
    {
        var read = Opening.ReadAs("ar", Gunzip(Ar));
        Assert.Equal(("clam.txt", "hello"), (Assert.Single(read.Names), read.Text(0)));
    }

    [Theory]
    [InlineData("iso", Iso)]
    [InlineData("cpio", Newc)]
    [InlineData("xar", Xar)]
    public void Archives_that_are_cut_off_are_told(string type, string sample)
    {
        var octets = Gunzip(sample);
        var read = Opening.OpenAs(type, octets[..(octets.Length / 10)]);
        Assert.Contains(read.Problems, problem => problem.Kind is PartProblemKind.Unread);
    }

    [Theory]
    [InlineData("a.txt", 0)]
    [InlineData("..\\a.txt", 1)]
    public void A_cabinet_is_unpacked(string name, int problems)
    {
        var read = Opening.ReadAs("cab", Cabinet(name));
        Assert.Equal("hello", read.Text(0));
        Assert.Equal(problems, read.Problems.Count(problem => problem.Kind == PartProblemKind.Unread));
    }

    [Fact]
    public void A_packed_cabinet_is_unpacked() => Assert.Equal(string.Concat(Enumerable.Repeat("hello ", 500)), Opening.ReadAs("cab", Packed()).Text(0));

    [Fact]
    public void A_cabinet_that_goes_on_in_another_is_told()
    {
        var cabinet = Cabinet("a.txt");
        cabinet[30] = 2;
        Assert.Contains("split", Assert.Single(Opening.ReadAs("cab", cabinet).Problems).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Lha_is_unpacked()
    {
        var read = Opening.ReadAs("lha", Lha());
        Assert.Empty(read.Problems);
        Assert.Equal(("a.txt", "hello"), (Assert.Single(read.Names), read.Text(0)));
    }

    [Theory]
    [InlineData("cpio")]
    [InlineData("cab")]
    [InlineData("mszip")]
    [InlineData("lha")]
    [InlineData("xar")]
    public void Damaged_octets_end_the_reading_and_nothing_else(string type)
    {
        var octets = type switch { "cpio" => Gunzip(Newc), "cab" => Cabinet("a.txt"), "mszip" => Packed(), "lha" => Lha(), _ => Gunzip(Xar) };
        var random = new Random(6);
        for (var round = 0; round < 2_000; round++)
        {
            var damaged = octets.ToArray();
            for (var hit = 0; hit < 3; hit++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Assert.True(Opening.OpenAs(type == "mszip" ? "cab" : type, damaged).Nodes.Length < 50);
        }
    }

    private static byte[] Packed()
    {
        using var deflated = new MemoryStream();
        deflated.Write("CK"u8);
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("hello ", 500))));
        return Cabinet("a.txt", deflated.ToArray(), 3_000, 1);
    }

    private static byte[] Cabinet(string name) => Cabinet(name, "hello"u8, 5, 0);

    /// <summary>[MS-CAB] 2: one folder of one block, one file.</summary>
    private static byte[] Cabinet(string name, ReadOnlySpan<byte> block, ushort size, byte method)
    {
        var cabinet = new byte[36 + 8 + 16 + name.Length + 1 + 8 + block.Length];
        var files = 44;
        var blocks = files + 16 + name.Length + 1;
        "MSCF"u8.CopyTo(cabinet);
        BinaryPrimitives.WriteInt32LittleEndian(cabinet.AsSpan(8), cabinet.Length);
        BinaryPrimitives.WriteInt32LittleEndian(cabinet.AsSpan(16), files);
        (cabinet[24], cabinet[25], cabinet[26], cabinet[28]) = (3, 1, 1, 1);
        BinaryPrimitives.WriteInt32LittleEndian(cabinet.AsSpan(36), blocks);
        (cabinet[40], cabinet[42]) = (1, method);
        BinaryPrimitives.WriteUInt16LittleEndian(cabinet.AsSpan(files), size);
        BinaryPrimitives.WriteUInt16LittleEndian(cabinet.AsSpan(files + 10), 0x5821);
        cabinet[files + 14] = 0x20;
        Encoding.ASCII.GetBytes(name).CopyTo(cabinet, files + 16);
        BinaryPrimitives.WriteUInt16LittleEndian(cabinet.AsSpan(blocks + 4), (ushort)block.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(cabinet.AsSpan(blocks + 6), size);
        block.CopyTo(cabinet.AsSpan(blocks + 8));
        return cabinet;
    }

    /// <summary>A header of level 0, method -lh0-.</summary>
    private static byte[] Lha()
    {
        byte[] fields = [.. "-lh0-"u8, 5, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0x21, 0x58, 0x20, 0, 5, .. "a.txt"u8, .. BitConverter.GetBytes(Crc16("hello"u8))];
        return [(byte)fields.Length, (byte)fields.Sum(octet => octet), .. fields, .. "hello"u8, 0];
    }

    private static ushort Crc16(ReadOnlySpan<byte> octets)
    {
        var crc = 0;
        foreach (var octet in octets)
        {
            crc ^= octet;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xa001);
        }
        return (ushort)crc;
    }

    private static byte[] Gunzip(string sample)
    {
        using var unzipped = new GZipStream(new MemoryStream(Convert.FromBase64String(sample)), CompressionMode.Decompress);
        using var octets = new MemoryStream();
        unzipped.CopyTo(octets);
        return octets.ToArray();
    }
}
