using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Messages;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Mail.Tests.Mime;

public sealed class ZipTests
{
    private static readonly byte[] Hello = "hello"u8.ToArray();

    [Fact]
    public void Members_are_parts_with_paths_below_their_archive()
    {
        var inner = Zip(("deep.txt", Hello));
        var parts = Read("a.zip", Zip(("folder/", []), ("folder/one.txt", Hello), ("inner.zip", inner), ("last.txt", Hello)));
        Assert.Equal(["1", "1/2", "1/3", "1/3/1", "1/4"], parts.All.Select(part => part.Path));
        Assert.Equal([0, 1, 1, 2, 1], parts.All.Select(part => part.Depth));
        Assert.Equal("folder/one.txt", parts.All[1].Name);
        Assert.Equal("hello", Text(parts, parts.All[3]));
        Assert.Empty(parts.Problems);
        Assert.All(parts.All.Skip(1), part => Assert.True(part.IsMember && part.IsAttachment && part.DeclaredType is null));
    }

    [Fact]
    public void A_zip_is_known_by_its_content()
    {
        Assert.Equal(2, Read("picture.png", Zip(("a.txt", Hello))).All.Length);
        Assert.Equal(2, Read("shouting.ZIP", Zip(("a.txt", Hello))).All.Length);
    }

    [Fact]
    public void A_zip_that_is_none_is_unread()
    {
        var parts = Read("a.zip", "no zip at all"u8.ToArray());
        Assert.Equal(PartProblemKind.Unread, Assert.Single(parts.Problems).Kind);
    }

    [Fact]
    public void A_cut_off_zip_is_unread()
    {
        var zip = Zip(("a.txt", Hello), ("b.txt", Hello));
        Assert.Contains(Read("a.zip", zip[..^30]).Problems, problem => problem.Kind == PartProblemKind.Unread);
    }

    [Fact]
    public void Junk_in_front_does_not_hide_the_members()
    {
        var parts = Read("a.zip", [.. "MZ stub of a self-extractor"u8, .. Zip(("a.txt", Hello))]);
        Assert.Equal("hello", Text(parts, parts.All[1]));
    }

    [Fact]
    public void An_encrypted_member_is_told()
    {
        var zip = Zip(("secret.txt", Hello));
        zip[6] |= 1;
        var directory = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        zip[directory + 8] |= 1;
        var parts = Read("a.zip", zip);
        Assert.True(parts.All[1].IsEncrypted);
        Assert.Null(parts.All[1].Sha256);
        Assert.Equal(PartProblemKind.Encrypted, Assert.Single(parts.Problems).Kind);
    }

    [Fact]
    public void A_method_that_is_not_read_is_told()
    {
        var zip = Zip(("a.txt", Hello));
        zip[8] = 14;
        zip[zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 10] = 14;
        Assert.Equal(PartProblemKind.Unsupported, Assert.Single(Read("a.zip", zip).Problems).Kind);
    }

    [Fact]
    public void Two_names_for_one_member_are_unread()
    {
        var zip = Zip(("a.exe", Hello));
        "a.txt"u8.CopyTo(zip.AsSpan(zip.AsSpan().LastIndexOf("a.exe"u8)));
        var parts = Read("a.zip", zip);
        Assert.Equal(PartProblemKind.Unread, Assert.Single(parts.Problems).Kind);
        Assert.Equal("hello", Text(parts, parts.All[1]));
    }

    [Fact]
    public void A_directory_that_lies_about_its_length_is_read_whole_and_told()
    {
        var zip = Zip(("a.txt", Hello), ("b.txt", Hello));
        BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(zip.Length - 22 + 10), 1);
        var parts = Read("a.zip", zip);
        Assert.Equal(3, parts.All.Length);
        Assert.Equal(PartProblemKind.Malformed, Assert.Single(parts.Problems).Kind);
    }

    [Fact]
    public void A_zip_after_another_is_unread()
    {
        var parts = Read("a.zip", [.. Zip(("hidden.exe", Hello)), .. Zip(("a.txt", Hello))]);
        Assert.Equal(PartProblemKind.Unread, Assert.Single(parts.Problems).Kind);
        Assert.Equal("hello", Text(parts, parts.All[1]));
    }

    [Fact]
    public void A_zip_after_an_end_that_lacks_its_comment_is_unread()
    {
        var zip = Zip(("a.txt", Hello));
        Assert.Equal(PartProblemKind.Unread, Assert.Single(Read("a.zip", [.. zip, .. "PK\u0003\u0004 more"u8]).Problems).Kind);
        Assert.Equal(PartProblemKind.Unread, Assert.Single(Read("a.zip", WithComment(Zip(("b.exe", Hello)), zip)).Problems).Kind);
    }

    [Fact]
    public void A_comment_is_no_problem()
    {
        var parts = Read("a.zip", WithComment(Zip(("a.txt", Hello)), "made by hand"u8.ToArray()));
        Assert.Empty(parts.Problems);
        Assert.Equal(2, parts.All.Length);
    }

    [Fact]
    public void A_member_that_the_directory_does_not_name_is_unread()
    {
        var zip = Zip(("a.txt", Hello), ("b.exe", Hello));
        var second = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        byte[] hidden = [.. zip[..second], .. zip[^22..]];
        BinaryPrimitives.WriteUInt16LittleEndian(hidden.AsSpan(hidden.Length - 22 + 10), 1);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(hidden.AsSpan(hidden.Length - 22 + 12)) - (uint)(zip.Length - 22 - second);
        BinaryPrimitives.WriteUInt32LittleEndian(hidden.AsSpan(hidden.Length - 22 + 12), size);
        var problem = Assert.Single(Read("a.zip", hidden).Problems);
        Assert.Equal((PartProblemKind.Unread, "a zip that holds members its directory does not name"), (problem.Kind, problem.Reason));
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
        var parts = Read("a.zip", output.ToArray());
        Assert.Empty(parts.Problems);
        Assert.Equal(["1", "1/1", "1/1/1"], parts.All.Select(part => part.Path));
    }

    [Theory]
    [InlineData("inner.zip")]
    [InlineData("inner.ZIP. ")]
    public void Junk_in_front_of_an_inner_zip_does_not_hide_the_members(string name)
    {
        var parts = Read("a.zip", Zip((name, [.. "junk"u8, .. Zip(("a.txt", Hello))])));
        Assert.Equal("hello", Text(parts, parts.All[2]));
        Assert.Empty(parts.Problems);
    }

    [Fact]
    public void An_inner_file_of_another_name_is_no_zip() =>
        Assert.Empty(Read("a.zip", Zip(("zip.txt", Hello), ("empty.zip", []))).Problems);

    [Fact]
    public void The_other_name_makes_a_zip_too()
    {
        byte[] zip = [.. "junk"u8, .. Zip(("a.txt", Hello))];
        var entity = Attachment("a.txt", zip, "application/octet-stream; name=a.zip");
        Assert.Equal(2, MessagePartReader.Read(Content(Mixed(entity)), new ReadingLimits(), default).All.Length);
    }

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
        var shown = Read("a.zip", zip).All[1].Name!;
        Assert.EndsWith(".txt", shown);
        if (codePage != 437)
            Assert.Equal(name, shown);
    }

    [Fact]
    public void A_flat_bomb_ends_at_the_ratio()
    {
        var bomb = Zip(("zeros.bin", new byte[30_000_000]));
        var parts = Read("bomb.zip", bomb);
        Assert.Contains(parts.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
        Assert.Null(parts.All[1].Size);
    }

    [Fact]
    public void A_small_file_of_blanks_is_no_bomb()
    {
        var parts = Read("a.zip", Zip(("blanks.txt", new byte[2_000_000])));
        Assert.Empty(parts.Problems);
        Assert.Equal(2_000_000, parts.All[1].Size);
    }

    [Fact]
    public void Many_members_together_end_at_the_budget()
    {
        var member = new byte[1_000_000];
        new Random(3).NextBytes(member.AsSpan(0, 20_000));
        var zip = Zip([.. Enumerable.Range(0, 40).Select(number => ($"{number}.bin", member))]);
        var parts = MessagePartReader.Read(Content(Mixed(Attachment("a.zip", zip))), new ReadingLimits { UnpackedOctets = 10_000_000 }, default);
        Assert.Single(parts.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
        Assert.True(parts.All.Length < 15);
    }

    [Fact]
    public void Archives_within_archives_end_at_the_depth()
    {
        var zip = Zip(("hello.txt", Hello));
        for (var level = 0; level < 20; level++)
            zip = Zip(("inner.zip", zip));
        var parts = Read("a.zip", zip);
        Assert.Single(parts.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
        Assert.Equal(new ReadingLimits().ContainerDepth, parts.All.Max(part => part.Depth));
    }

    [Fact]
    public void Too_many_members_are_told()
    {
        var zip = Zip([.. Enumerable.Range(0, 200).Select(number => ($"{number}", Hello))]);
        var parts = MessagePartReader.Read(Content(Mixed(Attachment("a.zip", zip))), new ReadingLimits { Parts = 100 }, default);
        Assert.Equal(100, parts.All.Length);
        Assert.Contains(parts.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
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
            var parts = Read("a.zip", damaged);
            foreach (var part in parts.All.Where(part => part.Size is not null))
                Assert.Equal(part.Size, Text(parts, part, Encoding.Latin1).Length);
        }
    }

    private static IMessageParts Read(string name, byte[] zip) => MessagePartReader.Read(Content(Mixed(Attachment(name, zip))), new ReadingLimits(), default);

    private static string Text(IMessageParts parts, MessagePart part, Encoding? encoding = null)
    {
        using var stream = parts.Open(part);
        using var reader = new StreamReader(stream, encoding ?? Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        return reader.ReadToEnd();
    }
}
