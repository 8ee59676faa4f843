using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Mail.Tests.Mime;

public sealed class TransferDecoderTests
{
    [Theory]
    [InlineData("aGVsbG8=", "hello")]
    [InlineData("aGVsbG8", "hello")]
    [InlineData("aGVs\r\nbG8=", "hello")]
    [InlineData("aG!V*sb\0G8=", "hello")]
    [InlineData("aGVs=bG8=", "hello")]
    [InlineData("aG-V_sbG8=", "hello")]
    [InlineData("a: b", "i")]
    [InlineData("====", "")]
    [InlineData("", "")]
    public void Base64_is_read_in_any_cut(string encoded, string expected)
    {
        var octets = Encoding.ASCII.GetBytes(encoded);
        for (var cut = 0; cut <= octets.Length; cut++)
        {
            var decoder = TransferDecoder.For(TransferEncoding.Base64)!;
            var output = new byte[TransferDecoder.RoomFor(octets.Length)];
            var length = decoder.Decode(octets.AsSpan(0, cut), output);
            length += decoder.Decode(octets.AsSpan(cut), output.AsSpan(length));
            Assert.Equal(expected, Encoding.ASCII.GetString(output, 0, length));
        }
    }

    [Theory]
    [InlineData("begin 644 a\r\n#0V%T\r\n`\r\nend\r\n", "Cat")]
    [InlineData("begin 644 a\n#0V%T\n \nend\n", "Cat")]
    [InlineData("some words\nbegin\nbegin 644 a\n#0V%T\nend\n", "Cat")]
    [InlineData("begin 644 a\n#0V%T and more\n#0V%\nnone\n#0V%T\n`\n#0V%T\n", "CatCaCat")]
    [InlineData("begin 644 a", "")]
    [InlineData("#0V%T\n", "")]
    [InlineData("", "")]
    public void UUencode_is_read_in_any_cut(string encoded, string expected)
    {
        var octets = Encoding.ASCII.GetBytes(encoded);
        for (var cut = 0; cut <= octets.Length; cut++)
        {
            var decoder = TransferDecoder.For(TransferEncoding.UUEncode)!;
            var output = new byte[TransferDecoder.RoomFor(octets.Length)];
            var length = decoder.Decode(octets.AsSpan(0, cut), output);
            length += decoder.Decode(octets.AsSpan(cut), output.AsSpan(length));
            Assert.Equal(expected, Encoding.ASCII.GetString(output, 0, length));
        }
    }

    [Theory]
    [InlineData(" BASE64 ", (int)TransferEncoding.Base64)]
    [InlineData("\"base64\"", (int)TransferEncoding.Base64)]
    [InlineData("base64 (comment)", (int)TransferEncoding.Base64)]
    [InlineData("(a (nested) comment)\r\n base64", (int)TransferEncoding.Base64)]
    [InlineData("(never ends base64", (int)TransferEncoding.None)]
    [InlineData("quoted-printable;", (int)TransferEncoding.QuotedPrintable)]
    [InlineData("x-uuencode", (int)TransferEncoding.UUEncode)]
    [InlineData("base 64", (int)TransferEncoding.None)]
    [InlineData("", (int)TransferEncoding.None)]
    public void The_field_is_read_tolerantly(string value, int expected) => Assert.Equal((TransferEncoding)expected, TransferDecoder.Parse(value));
}
