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
            length += decoder.Clone().Decode(octets.AsSpan(cut), output.AsSpan(length));
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
            length += decoder.Clone().Decode(octets.AsSpan(cut), output.AsSpan(length));
            Assert.Equal(expected, Encoding.ASCII.GetString(output, 0, length));
        }
    }

    [Fact]
    public void A_decoded_stream_can_be_read_from_anywhere()
    {
        var octets = new byte[500_000];
        new Random(4).NextBytes(octets);
        var encoded = Encoding.ASCII.GetBytes(Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks));
        using var range = new RangeStream(new MemoryStream(encoded), 0, encoded.Length);
        var index = DecodingIndex.Build(range, TransferDecoder.For(TransferEncoding.Base64)!);
        Assert.Equal(octets.Length, index.Length);
        using var stream = new DecodedStream(new RangeStream(new MemoryStream(encoded), 0, encoded.Length), TransferDecoder.For(TransferEncoding.Base64)!, index);
        var random = new Random(5);
        var buffer = new byte[700];
        for (var round = 0; round < 300; round++)
        {
            var at = random.Next(octets.Length);
            stream.Position = at;
            var length = stream.ReadAtLeast(buffer, Math.Min(buffer.Length, octets.Length - at), throwOnEndOfStream: false);
            Assert.Equal(octets.AsSpan(at, length), buffer.AsSpan(0, length));
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
