using System.Text;
using Gatepost.Mail.Mime.SevenBit;
using MimeKit;

namespace Gatepost.Mail.Tests.Mime.SevenBit;

public sealed class SevenBitConversionTests
{
    [Fact]
    public void A_text_becomes_quoted_printable_and_everything_else_stays()
    {
        var converted = Convert("Received: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nSubject: hi\r\n\r\nGrüße = gut \r\nnoch eine Zeile\r\n");
        Assert.Equal(
            "Received: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nSubject: hi\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            + "Gr=C3=BC=C3=9Fe =3D gut=20\r\nnoch eine Zeile\r\n", converted);
    }

    [Fact]
    public void A_text_that_nobody_labelled_gets_no_label_that_could_be_wrong()
    {
        var converted = Convert("Subject: hi\r\n\r\nGrüße\r\n");
        Assert.Equal("Subject: hi\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=unknown-8bit\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n", converted);
    }

    [Fact]
    public void Of_a_multipart_only_the_parts_with_eight_bits_change()
    {
        const string before =
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: 8bit\r\n\r\npreamble\r\n--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
            + "--b\r\n\r\nGrüße\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\nöäü\r\n"
            + "--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSubject: inner\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8BIT\r\n\r\n<p>é\r\n--b--\r\nepilogue\r\n";
        var converted = Convert(before);
        Assert.Equal(
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: 7bit\r\n\r\npreamble\r\n--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
            + "--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\nw7bDpMO8\r\n"
            + "--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\nSubject: inner\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=C3=A9\r\n--b--\r\nepilogue\r\n",
            converted);
    }

    [Theory]
    [InlineData("signed", "MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nsig\r\n--b--\r\n")]
    [InlineData("an encoding that lies", "MIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nGrüße\r\n")]
    [InlineData("a piece", "MIME-Version: 1.0\r\nContent-Type: message/partial; id=x; number=1\r\n\r\nGrüße\r\n")]
    [InlineData("a preamble", "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\nGrüße\r\n--b\r\n\r\nplain\r\n--b--\r\n")]
    public void What_a_conversion_would_break_is_not_converted(string what, string message) =>
        Assert.True(SevenBitConversion.Convert(Octets(message), default) is null, what);

    [Fact]
    public void A_signed_part_of_seven_bits_stays_while_its_neighbour_changes()
    {
        const string signed = "--b\r\nContent-Type: multipart/signed; boundary=c\r\n\r\n--c\r\n\r\nplain\r\n--c\r\nContent-Type: application/pgp-signature\r\n\r\nsig\r\n--c--\r\n";
        var converted = Convert("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + signed + "--b\r\n\r\nGrüße\r\n--b--\r\n");
        Assert.Contains(signed, converted, StringComparison.Ordinal);
        Assert.Contains("Gr=C3=BC=C3=9Fe", converted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_octet_comes_back_from_quoted_printable_and_no_line_is_too_long(int seed)
    {
        var random = new Random(seed);
        for (var n = 0; n < 200; n++)
        {
            var text = new StringBuilder();
            for (var length = random.Next(400); length > 0; length--)
                text.Append(random.Next(6) switch { 0 => "\r\n", 1 => "ü", 2 => " ", 3 => "=", _ => ((char)random.Next(32, 127)).ToString() });
            var octets = Encoding.UTF8.GetBytes(text.ToString());
            var encoded = QuotedPrintable.Encode(octets);
            Assert.All(Encoding.ASCII.GetString(encoded).Split("\r\n"), line => Assert.InRange(line.Length, 0, 76));
            Assert.DoesNotContain(encoded, octet => octet > 126);
            var decoder = new MimeKit.Encodings.QuotedPrintableDecoder();
            var decoded = new byte[decoder.EstimateOutputLength(encoded.Length)];
            Assert.Equal(octets, decoded[..decoder.Decode(encoded, 0, encoded.Length, decoded)]);
        }
    }

    [Theory]
    [InlineData("Subject: plain\r\n\r\nGrüße\r\n", false)]
    [InlineData("Subject: Grüße\r\n\r\nplain\r\n", true)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment; filename=\"ü\"\r\n\r\nplain\r\n--b--\r\n", true)]
    public void Header_fields_with_eight_bits_are_found_wherever_they_stand(string message, bool isFound) =>
        Assert.Equal(isFound, SevenBitConversion.HasEightBitHeader(Octets(message), default));

    private static string Convert(string message)
    {
        var converted = SevenBitConversion.Convert(Octets(message), default);
        Assert.NotNull(converted);
        using var stream = new MemoryStream(converted);
        Assert.NotNull(MimeMessage.Load(stream, TestContext.Current.CancellationToken).Body);
        return Encoding.UTF8.GetString(converted);
    }

    private static byte[] Octets(string message) => Encoding.UTF8.GetBytes(message);
}
