using System.Formats.Tar;
using System.IO.Compression;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Archives.Tar;

public sealed class TarReaderTests
{
    // Three megabytes of nothing and "tail", then eight lines; by GNU tar.
    private const string SparseGnu = "H4sIAAAAAAACA+3TQQ7CIBCFYdaeYk7QQEQ8iCdApbERbdNi4vFLjAurxo2pjen/bSAzC8LA6xrfdqHYVmc1Gp05a29r9rxm9mGf62Zlckk26gcuXfKtiJpMvrGx7ydyrw+n88UB9rWZfBUVZutQpGsa/4d/zP/S6GH+tXNurUTPIv8Tv3+IsZayrU/ipfG7Y9hLWcWw+LMGSQYAAAAAAAAAAAAAAHPVA2aOYucAKAAA";
    private const string SparsePax01 = "H4sIAAAAAAACA+3VT2uDMBgG8JzzKfIBJObf1IvXbqcyGPsAaZsyaaxiLEg//YIrW+ell65MfH6XSF5ICG+eyNNXO7w4u3NdSENru+D4pjqSexJRZsw4RtNRyFx+f4/zUillCBvIA5xCb7u4PVkmlbPn9Tu/dD5UZ1dqaZ5yrajKrkvHU73xzfYQSkW1+FWxtSt/rg7VxXW1tu3XiqpITHJZOxGUwH/A09irt7FVq8o7LrXRxZ0fglv5F8JM8m+M1ISJOeV/eriZ6G3lkYLl+uD90P/xHrfyr6WY5F/ILEf+H9J/533D9l1TM8tauz24HdvHHwGdWQFJBgAAAAAAAAAAAAAAAICl+wQ9a8vSACgAAA==";
    private const string SparsePax10 = "H4sIAAAAAAACA+3WTW7DIBAFYNacghNgxuCkXXjbdhVVqnoA2hCVFNsROJLV0xdZ/Ym8ySaNavl9G6xhgezxGyGLRzs8OLt1MRXpYGNy8sW37JJUtjJmXLPpqqiin+exTmXGxMCu4Jh6G/PxbJnKUtxvnuVX5xu772JNfFL1ba4qrtVptbWNq3//GK7pdDc6G5L/cLUmU611yRn8R7LITXsae3bng5Okjb698CA4k39SykzybwxVTKg55X/6cnPJPx8DWt5ww7+jqhDWxeitD/gKy/Um+6H/4zPO3f80qcn8V7RaY/5fpf8uhE7sYtcIKw729d1txS5fBPjMNpBkAAAAAAAAAAAAAAAAAMY+AZAC7hcAKAAA";

    private static readonly string LongName = string.Join('/', Enumerable.Repeat("folder-of-a-long-path", 12)) + "/über.txt";

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    public void Every_flavour_is_read(TarEntryFormat format)
    {
        var read = Opening.ReadAs("tar", Tar(format, ("folder/", null), ("a.txt", "hello"), ("folder/b.bin", new string('b', 5_000)), ("empty.txt", "")));
        Assert.Empty(read.Problems);
        Assert.Equal(["a.txt", "folder/b.bin", "empty.txt"], read.Names);
        Assert.Equal(("hello", 5_000), (read.Text(0), read.Octets[1].Length));
    }

    [Theory]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    public void Long_names_are_read(TarEntryFormat format)
    {
        var read = Opening.ReadAs("tar", Tar(format, (LongName, "hello"), ("b.txt", "second")));
        Assert.Equal([LongName, "b.txt"], read.Names);
        Assert.Equal(["hello", "second"], [read.Text(0), read.Text(1)]);
    }

    [Theory]
    [InlineData(SparseGnu)]
    [InlineData(SparsePax01)]
    [InlineData(SparsePax10)]
    public void Sparse_files_are_spread_out(string sample)
    {
        using var unzipped = new GZipStream(new MemoryStream(Convert.FromBase64String(sample)), CompressionMode.Decompress);
        using var tar = new MemoryStream();
        unzipped.CopyTo(tar);
        var read = Opening.ReadAs("tar", tar.ToArray());
        Assert.Empty(read.Problems);
        Assert.Equal(["sparse.bin", "h.txt"], read.Names);
        Assert.Equal(3 * 1_048_576 + 4, read.Octets[0].Length);
        Assert.Equal("tail"u8, read.Octets[0].AsSpan(^4));
        Assert.StartsWith("hello", read.Text(1));
    }

    [Fact]
    public void Links_are_never_followed_and_those_that_lead_out_are_told()
    {
        using var output = new MemoryStream();
        using (var tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "inside") { LinkName = "folder/a.txt" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "outside") { LinkName = "../../etc/passwd" });
        }
        var read = Opening.ReadAs("tar", output.ToArray());
        Assert.Equal("outside", Assert.Single(read.Names));
        Assert.Equal(PartProblemKind.Unread, Assert.Single(read.Problems).Kind);
    }

    [Fact]
    public void A_path_that_climbs_out_is_told()
    {
        var read = Opening.ReadAs("tar", Tar(TarEntryFormat.Gnu, ("../evil.txt", "x")));
        Assert.Equal(PartProblemKind.Unread, Assert.Single(read.Problems).Kind);
        Assert.Equal("x", read.Text(0));
    }

    [Fact]
    public void A_header_that_is_damaged_is_passed_over_and_told()
    {
        var tar = Tar(TarEntryFormat.Ustar, ("a.txt", "hello"), ("b.txt", "second"));
        tar[0] ^= 1;
        var read = Opening.ReadAs("tar", tar);
        Assert.Equal("b.txt", Assert.Single(read.Names));
        Assert.Equal(PartProblemKind.Unread, Assert.Single(read.Problems).Kind);
    }

    [Fact]
    public void A_tar_that_is_cut_off_is_told() =>
        Assert.Contains(Opening.ReadAs("tar", Tar(TarEntryFormat.Ustar, ("a.bin", new string('a', 5_000)))[..2_000]).Problems, problem => problem.Kind == PartProblemKind.Unread);

    [Fact]
    public void Members_behind_the_end_are_shown_and_told()
    {
        var read = Opening.ReadAs("tar", [.. Tar(TarEntryFormat.Ustar, ("a.txt", "hello")), .. Tar(TarEntryFormat.Ustar, ("hidden.exe", "MZ"))]);
        Assert.Equal(["a.txt", "hidden.exe"], read.Names);
        Assert.Equal(PartProblemKind.Malformed, Assert.Single(read.Problems).Kind);
    }

    [Fact]
    public void Damaged_octets_end_the_reading_and_nothing_else()
    {
        var tar = Tar(TarEntryFormat.Pax, (LongName, "hello"), ("b.txt", "second"));
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var damaged = tar.ToArray();
            for (var hit = 0; hit < 4; hit++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Assert.True(Opening.ReadAs("tar", damaged).Nodes.Length < 20);
        }
    }

    private static byte[] Tar(TarEntryFormat format, params (string Name, string? Text)[] files)
    {
        using var output = new MemoryStream();
        using (var tar = new TarWriter(output, format, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                var kind = text is null ? TarEntryType.Directory : format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile;
                TarEntry entry = format switch
                {
                    TarEntryFormat.V7 => new V7TarEntry(kind, name),
                    TarEntryFormat.Ustar => new UstarTarEntry(kind, name),
                    TarEntryFormat.Gnu => new GnuTarEntry(kind, name),
                    _ => new PaxTarEntry(kind, name),
                };
                if (text is not null)
                    entry.DataStream = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(text));
                tar.WriteEntry(entry);
            }
        }
        return output.ToArray();
    }
}
