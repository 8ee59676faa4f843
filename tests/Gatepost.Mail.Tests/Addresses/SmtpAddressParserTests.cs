using Gatepost.Mail.Addresses;

namespace Gatepost.Mail.Tests.Addresses;

public sealed class SmtpAddressParserTests
{
    [Theory]
    [InlineData("<a@example.com>", "a", "example.com")]
    [InlineData("<A.B+c=d@Example.Com>", "A.B+c=d", "Example.Com")]
    [InlineData("<\"a b\"@example.com>", "a b", "example.com")]
    [InlineData("<\"a\\\"\\\\b\"@example.com>", "a\"\\b", "example.com")]
    [InlineData("<\"\"@example.com>", "", "example.com")]
    [InlineData("<\"plain\"@example.com>", "plain", "example.com")]
    [InlineData("<a@[192.0.2.1]>", "a", "[192.0.2.1]")]
    [InlineData("<a@[IPv6:2001:db8::192.0.2.1]>", "a", "[IPv6:2001:db8::192.0.2.1]")]
    [InlineData("<@x.example,@y.example:a@example.com>", "a", "example.com")]
    [InlineData("<a@localhost>", "a", "localhost")]
    [InlineData("<a@_dmarc.example.com>", "a", "_dmarc.example.com")]
    [InlineData("<PostMaster>", "PostMaster", "")]
    [InlineData("<用户@例え.example>", "用户", "例え.example")]
    [InlineData("<a@xn--bcher-kva.example>", "a", "xn--bcher-kva.example")]
    public void A_path_is_read(string text, string local, string domain)
    {
        var path = SmtpAddressParser.ParsePath(text + " SIZE=1");
        Assert.Null(path.Problem);
        Assert.Equal((local, domain, text.Length), (path.Address!.LocalPart, path.Address.Domain, path.Length));
    }

    [Theory]
    [InlineData("<a@>")]
    [InlineData("<@example.com>")]
    [InlineData("<a>")]
    [InlineData("<a@b@c.example>")]
    [InlineData("<a b@example.com>")]
    [InlineData("<a@exa mple.com>")]
    [InlineData("<a@example.com,b@example.com>")]
    [InlineData("<a@[]>")]
    [InlineData("<a@[1.2.3.4.5]>")]
    [InlineData("<a@[1.2.3.256]>")]
    [InlineData("<a@[1.2.3.4>")]
    [InlineData("<a@[IPv6:]>")]
    [InlineData("<a@[IPv6:[::1]]>")]
    [InlineData("<a@[IPv6:1.2.3.4]>")]
    [InlineData("<a@[future:thing]>")]
    [InlineData("<a@-example.com>")]
    [InlineData("<a@example-.com>")]
    [InlineData("<a@.example.com>")]
    [InlineData("<a@exa/mple.com>")]
    [InlineData("<\"a\nb\"@example.com>")]
    [InlineData("<a\"b\"@example.com>")]
    [InlineData("<a,b@example.com>")]
    [InlineData("<a;b@example.com>")]
    [InlineData("<a@\u202emoc.example>")]
    [InlineData("<a@ex\uff0eample>")]
    [InlineData("<a@ex\u2100ample.com>")]
    [InlineData("<\ud800@example.com>")]
    [InlineData("<\"a\\")]
    [InlineData("<\"")]
    [InlineData("<")]
    [InlineData("")]
    public void A_malformed_path_is_refused_with_a_reason(string text)
    {
        var path = SmtpAddressParser.ParsePath(text);
        Assert.NotNull(path.Problem);
        Assert.Null(path.Address);
    }

    [Fact]
    public void The_null_path_is_no_address()
    {
        var path = SmtpAddressParser.ParsePath("<>");
        Assert.Equal((null, 2, null), (path.Address, path.Length, path.Problem));
    }

    [Theory]
    [InlineData(254, true)]
    [InlineData(255, false)]
    public void A_path_has_256_octets_at_most(int mailboxOctets, bool isRead)
    {
        var mailbox = new string('l', mailboxOctets - "@example.com".Length) + "@example.com";
        Assert.Equal(isRead, SmtpAddressParser.ParsePath($"<{mailbox}>").Problem is null);
        Assert.Equal(isRead, SmtpAddressParser.TryParse(mailbox, out _));
    }

    [Fact]
    public void Octets_are_counted_not_characters()
    {
        var local = new string('ü', 130);
        Assert.NotNull(SmtpAddressParser.ParsePath($"<{local}@example.com>").Problem);
        Assert.False(SmtpAddressParser.TryParse($"{local}@example.com", out _));
        Assert.Null(SmtpAddressParser.ParsePath($"<{local[..100]}@example.com>").Problem);
    }

    [Theory]
    [InlineData("a@example.com")]
    [InlineData("\"a b\"@example.com")]
    [InlineData("\"a\\\"b\"@example.com")]
    [InlineData("\"a@b\"@example.com")]
    [InlineData("\"a..b\"@example.com")]
    [InlineData("ü@bücher.example")]
    [InlineData("a@[192.0.2.1]")]
    public void What_is_written_is_read_again_as_the_same(string text)
    {
        Assert.True(SmtpAddressParser.TryParse(text, out var address));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("a")]
    [InlineData("@b")]
    [InlineData("a@")]
    [InlineData("<a@example.com>")]
    [InlineData("a@example.com ")]
    [InlineData("a@example.com>")]
    [InlineData("a b@example.com")]
    public void What_is_no_address_is_none(string? text) => Assert.False(SmtpAddressParser.TryParse(text, out _));

    [Theory]
    [InlineData("\"")]
    [InlineData("(")]
    [InlineData("<")]
    [InlineData("\\")]
    [InlineData("@a,")]
    [InlineData("a.")]
    [InlineData("\"\\\"")]
    public void A_megabyte_of_nesting_is_refused_at_once(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_048_576 / piece.Length));
        SmtpAddressParser.ParsePath("<>");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(SmtpAddressParser.ParsePath("<" + text + "@example.com>").Problem);
        Assert.False(SmtpAddressParser.TryParse(text, out _));
        // The text itself was put together above; nothing else may be as large as it.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2 * text.Length) + 4_096);
    }
}
