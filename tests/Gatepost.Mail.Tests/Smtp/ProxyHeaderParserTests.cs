using System.Buffers;
using System.Text;
using Gatepost.Mail.Smtp.Server.Proxy;

namespace Gatepost.Mail.Tests.Smtp;

/// <summary>Headers as HAProxy writes them (proxy-protocol.txt, sections 2.1 and 2.2), and what looks nearly like them.</summary>
public sealed class ProxyHeaderParserTests
{
    private const string Signature = "0D0A0D0A000D0A515549540A";

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324 25\r\n", "192.0.2.1:56324 198.51.100.1:25")]
    [InlineData("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255:65535 255.255.255.255:65535")]
    [InlineData("PROXY TCP6 2001:db8::1 2001:db8::2 1 25\r\n", "[2001:db8::1]:1 [2001:db8::2]:25")]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.2 1 25\r\n", "192.0.2.1:1 192.0.2.2:25")]
    [InlineData("PROXY UNKNOWN\r\n", " ")]
    [InlineData("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", " ")]
    public void A_line_of_version_1_is_read(string line, string expected) => AssertRead(Encoding.ASCII.GetBytes(line), expected);

    [Theory]
    [InlineData("EHLO x\r\n")]
    [InlineData("PROXYTCP4 1.2.3.4 1.2.3.4 1 1\r\n")]
    [InlineData("proxy TCP4 1.2.3.4 1.2.3.4 1 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 1 1\r\n")]
    [InlineData("PROXY TCP4  1.2.3.4 1.2.3.4 1 1\r\n")]
    [InlineData("PROXY TCP4 ::1 ::1 1 1\r\n")]
    [InlineData("PROXY TCP6 1.2.3.4 1.2.3.4 1 1\r\n")]
    [InlineData("PROXY TCP4 01.2.3.4 1.2.3.4 1 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3 1.2.3.4 1 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 65536 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 -1 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 1\nQUIT\r\n")]
    [InlineData("PROXY TCP6 fe80::1%1 fe80::1 1 1\r\n")]
    [InlineData("PROXY UDP4 1.2.3.4 1.2.3.4 1 1\r\n")]
    [InlineData("PROXY \r\n")]
    public void What_is_no_line_of_version_1_is_refused(string line)
    {
        var read = ProxyHeaderParser.Read(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(line)));
        Assert.Null(read.Header);
        Assert.NotNull(read.Problem);
    }

    [Fact]
    public void A_line_that_does_not_end_is_not_waited_for() =>
        Assert.Equal("the PROXY line does not end", ProxyHeaderParser.Read(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('x', 200)))).Problem);

    [Theory]
    [InlineData("2111000CC0000201C6336401DC040019", "192.0.2.1:56324 198.51.100.1:25")]
    [InlineData("21110013C0000201C6336401DC0400190400040A0B0C0D", "192.0.2.1:56324 198.51.100.1:25")]
    [InlineData("2121002420010DB800000000000000000000000120010DB8000000000000000000000002DC040019", "[2001:db8::1]:56324 [2001:db8::2]:25")]
    [InlineData("212100240000000000000000" + "0000FFFFC0000201" + "00000000000000000000FFFFC6336401" + "DC040019", "192.0.2.1:56324 198.51.100.1:25")]
    [InlineData("20000000", " ")]
    [InlineData("2011000CC0000201C6336401DC040019", " ")]
    [InlineData("21000000", " ")]
    [InlineData("213100020000", " ")]
    public void A_header_of_version_2_is_read(string hex, string expected) => AssertRead(Convert.FromHexString(Signature + hex), expected);

    [Theory]
    [InlineData("1111000CC0000201C6336401DC040019")]
    [InlineData("2211000CC0000201C6336401DC040019")]
    [InlineData("2112000CC0000201C6336401DC040019")]
    [InlineData("2110000CC0000201C6336401DC040019")]
    [InlineData("2141000CC0000201C6336401DC040019")]
    [InlineData("2111000BC0000201C6336401DC0400")]
    [InlineData("2121000CC0000201C6336401DC040019")]
    [InlineData("2111FFFF")]
    public void What_is_no_header_of_version_2_is_refused(string hex)
    {
        var read = ProxyHeaderParser.Read(new ReadOnlySequence<byte>(Convert.FromHexString(Signature + hex)));
        Assert.Null(read.Header);
        Assert.NotNull(read.Problem);
    }

    /// <summary>Every beginning waits for more, and what follows the header is left.</summary>
    private static void AssertRead(byte[] header, string expected)
    {
        for (var length = 0; length < header.Length; length++)
        {
            var part = ProxyHeaderParser.Read(new ReadOnlySequence<byte>(header, 0, length));
            Assert.True(part is { Header: null, Problem: null }, $"{length} octets: {part}");
        }
        var read = ProxyHeaderParser.Read(new ReadOnlySequence<byte>([.. header, .. "EHLO x\r\n"u8]));
        Assert.Equal(header.Length, read.Length);
        Assert.Equal(expected, $"{read.Header!.Client} {read.Header.Destination}");
    }
}
