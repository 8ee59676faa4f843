using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.Mime;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Extraction.Tests.Formats.Archives.Zipped;

public sealed class ZipTests
{
    private static readonly byte[] Hello = "hello"u8.ToArray();

    [Fact]
    public void Members_are_listed_below_their_archive()
    {
        var inner = Zip(("deep.txt", Hello));
        var zip = Opening.OpenAll(Zip(("folder/", []), ("folder/one.txt", Hello), ("inner.zip", inner), ("last.txt", Hello)));
        Assert.Equal(["folder/one.txt", "inner.zip", "last.txt", "deep.txt"], zip.Names);
        Assert.Equal([0, 0, 0, 2], zip.Nodes.Select(node => node.Parent));
        Assert.Equal("hello", zip.Text(3));
        Assert.Empty(zip.Problems);
        Assert.All(zip.Nodes, node => Assert.True(node.IsFile && node.DeclaredType is null));
    }

    [Fact]
    public void A_zip_that_is_none_is_unread() => Assert.Equal(PartProblemKind.Unread, Assert.Single(Read("PK\u0003\u0004 and no zip at all"u8.ToArray()).Problems).Kind);

    [Fact]
    public void A_cut_off_zip_is_unread_and_shows_what_it_still_has()
    {
        var zip = Zip(("a.txt", Hello), ("b.txt", Hello));
        var read = Read(zip[..^30]);
        Assert.Contains(read.Problems, problem => problem.Kind == PartProblemKind.Unread);
        Assert.Equal(["a.txt", "b.txt"], read.Names);
        Assert.Equal(["hello", "hello"], [read.Text(0), read.Text(1)]);
    }

    [Fact]
    public void Junk_in_front_does_not_hide_the_members()
    {
        byte[] zip = [.. "MZ stub of a self-extractor"u8, .. Zip(("a.txt", Hello))];
        foreach (var type in new[] { "zip", "pe-executable", "unknown" })
        {
            var read = Opening.ReadAs(type, zip);
            Assert.Equal("hello", read.Text(0));
            Assert.Empty(read.Problems);
        }
    }

    [Fact]
    public void A_program_without_a_zip_has_no_members()
    {
        var read = Opening.ReadAs("pe-executable", [.. "MZ and PK\u0005\u0006, but no directory"u8, .. new byte[40]]);
        Assert.Empty(read.Nodes);
        Assert.Empty(read.Problems);
    }

    [Fact]
    public void A_picture_that_is_a_zip_too_is_told()
    {
        var read = Opening.ReadAs("gif", [.. "GIF89a"u8, .. Zip(("a.txt", Hello))]);
        Assert.Equal("hello", read.Text(0));
        Assert.Equal(PartProblemKind.Malformed, Assert.Single(read.Problems).Kind);
    }

    [Fact]
    public void An_encrypted_member_is_told()
    {
        var zip = Zip(("secret.txt", Hello));
        zip[6] |= 1;
        var directory = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        zip[directory + 8] |= 1;
        var read = Read(zip);
        Assert.True(read.Nodes[0].IsEncrypted);
        Assert.Null(read.Nodes[0].Sha256);
        Assert.Equal(PartProblemKind.Encrypted, Assert.Single(read.Problems).Kind);
    }

    [Fact]
    public void A_method_that_is_not_read_is_told()
    {
        var zip = Zip(("a.txt", Hello));
        zip[8] = 6;
        zip[zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 10] = 6;
        Assert.Equal(PartProblemKind.Unsupported, Assert.Single(Read(zip).Problems).Kind);
    }

    [Fact]
    public void Two_names_for_one_member_are_unread_and_both_known()
    {
        var zip = Zip(("a.exe", Hello));
        "a.txt"u8.CopyTo(zip.AsSpan(zip.AsSpan().LastIndexOf("a.exe"u8)));
        var read = Read(zip);
        Assert.Equal(PartProblemKind.Unread, Assert.Single(read.Problems).Kind);
        Assert.Equal(("a.txt", "a.exe"), (read.Nodes[0].Name, Assert.Single(read.Nodes[0].OtherNames)));
        Assert.Equal("hello", read.Text(0));
    }

    [Fact]
    public void A_directory_that_lies_about_its_length_is_read_whole_and_told()
    {
        var zip = Zip(("a.txt", Hello), ("b.txt", Hello));
        BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(zip.Length - 22 + 10), 1);
        var read = Read(zip);
        Assert.Equal(2, read.Nodes.Length);
        Assert.Equal(PartProblemKind.Malformed, Assert.Single(read.Problems).Kind);
    }

    [Fact]
    public void A_zip_after_another_is_unread_and_both_are_shown()
    {
        var read = Read([.. Zip(("hidden.exe", "MZ"u8.ToArray())), .. Zip(("a.txt", Hello))]);
        Assert.Equal(PartProblemKind.Unread, Assert.Single(read.Problems).Kind);
        Assert.Equal(["a.txt", "hidden.exe"], read.Names);
        Assert.Equal(["hello", "MZ"], [read.Text(0), read.Text(1)]);
    }

    [Fact]
    public void A_zip_after_an_end_that_lacks_its_comment_is_unread()
    {
        var zip = Zip(("a.txt", Hello));
        Assert.Equal(PartProblemKind.Unread, Assert.Single(Read([.. zip, .. "PK\u0003\u0004 more"u8]).Problems).Kind);
        var nested = Read(WithComment(Zip(("b.exe", Hello)), zip));
        Assert.Equal(PartProblemKind.Unread, Assert.Single(nested.Problems).Kind);
        Assert.Equal(["a.txt", "b.exe"], nested.Names);
    }

    [Fact]
    public void A_comment_is_no_problem()
    {
        var read = Read(WithComment(Zip(("a.txt", Hello)), "made by hand"u8.ToArray()));
        Assert.Empty(read.Problems);
        Assert.Single(read.Nodes);
    }

    [Fact]
    public void A_member_that_the_directory_does_not_name_is_unread_and_shown()
    {
        var zip = Zip(("a.txt", Hello), ("b.exe", Hello));
        var second = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        byte[] hidden = [.. zip[..second], .. zip[^22..]];
        BinaryPrimitives.WriteUInt16LittleEndian(hidden.AsSpan(hidden.Length - 22 + 10), 1);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(hidden.AsSpan(hidden.Length - 22 + 12)) - (uint)(zip.Length - 22 - second);
        BinaryPrimitives.WriteUInt32LittleEndian(hidden.AsSpan(hidden.Length - 22 + 12), size);
        var read = Read(hidden);
        var problem = Assert.Single(read.Problems);
        Assert.Equal((PartProblemKind.Unread, "a zip that holds members its directory does not name"), (problem.Kind, problem.Reason));
        Assert.Equal(["a.txt", "b.exe"], read.Names);
        Assert.Equal("hello", read.Text(1));
    }

    [Fact]
    public void A_zip_stored_in_a_zip_hides_nothing()
    {
        using var output = new MemoryStream();
        using (var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var member = archive.CreateEntry("in.zip", CompressionLevel.NoCompression).Open();
            member.Write(Zip(("a.txt", Hello)));
        }
        var read = Opening.OpenAll(output.ToArray());
        Assert.Empty(read.Problems);
        Assert.Equal(["in.zip", "a.txt"], read.Names);
    }

    [Fact]
    public void An_inner_file_of_another_name_is_no_zip() => Assert.Empty(Opening.OpenAll(Zip(("zip.txt", Hello), ("empty.zip", []))).Problems);

    private static byte[] WithComment(byte[] zip, byte[] comment)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(zip.Length - 2), (ushort)comment.Length);
        return [.. zip, .. comment];
    }

    [Theory]
    [InlineData(437, "Übung.txt")]
    [InlineData(54936, "关于您的付款通知.txt")]
    [InlineData(932, "お支払いのお知らせ.txt")]
    public void Names_in_old_code_pages_are_shown_as_text_or_at_least_kept(int codePage, string name)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage)!;
        var zip = Zip((new string('x', encoding.GetByteCount(name)), Hello));
        foreach (var at in new[] { 30, zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 46 })
            encoding.GetBytes(name).CopyTo(zip, at);
        var shown = Read(zip).Nodes[0].Name!;
        Assert.EndsWith(".txt", shown);
        if (codePage != 437)
            Assert.Equal(name, shown);
    }

    [Fact]
    public void A_flat_bomb_ends_at_the_ratio()
    {
        var read = Read(Zip(("zeros.bin", new byte[30_000_000])));
        Assert.Contains(read.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
        Assert.Null(read.Nodes[0].Size);
    }

    [Fact]
    public void A_small_file_of_blanks_is_no_bomb()
    {
        var read = Read(Zip(("blanks.txt", new byte[2_000_000])));
        Assert.Empty(read.Problems);
        Assert.Equal(2_000_000, read.Nodes[0].Size);
    }

    [Fact]
    public void Many_members_together_end_at_the_budget()
    {
        var member = new byte[1_000_000];
        new Random(3).NextBytes(member.AsSpan(0, 20_000));
        var read = Opening.ReadAs("zip", Zip([.. Enumerable.Range(0, 40).Select(number => ($"{number}.bin", member))]), budget: new ExtractionBudget { AllOctets = 10_000_000 });
        Assert.Single(read.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
        Assert.True(read.Answer.IsOver && read.Nodes.Length < 15);
    }

    [Fact]
    public void Archives_within_archives_end_at_the_depth()
    {
        var zip = Zip(("hello.txt", Hello));
        for (var level = 0; level < 25; level++)
            zip = Zip(("inner.zip", zip));
        var read = Opening.OpenAll(zip);
        Assert.Single(read.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
        Assert.Equal(new ExtractionBudget().Depth, read.Nodes.Length);
    }

    [Fact]
    public void Too_many_members_are_told()
    {
        var zip = Zip([.. Enumerable.Range(0, 200).Select(number => ($"{number}", Hello))]);
        var read = Opening.ReadAs("zip", zip, budget: new ExtractionBudget { FilesPerContainer = 100 });
        Assert.Equal(100, read.Nodes.Length);
        Assert.Contains(read.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
    }

    [Fact]
    public void Damaged_octets_never_escape_as_an_exception()
    {
        var zip = Zip(("a.txt", Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 500)))), ("in.zip", Zip(("b.txt", Hello))));
        var random = new Random(2);
        for (var round = 0; round < 3_000; round++)
        {
            var damaged = zip.ToArray();
            for (var hit = random.Next(1, 6); hit > 0; hit--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var read = Read(damaged);
            for (var node = 0; node < read.Nodes.Length; node++)
                Assert.True(read.Nodes[node].Size is null || read.Nodes[node].Size == read.Octets[node].Length);
        }
    }

    private static Opening Read(byte[] zip) => Opening.ReadAs("zip", zip);
}
