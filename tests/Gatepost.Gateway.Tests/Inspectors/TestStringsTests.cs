using System.Text;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspectors.TestStrings;
using Gatepost.Gateway.Tests.Inspection;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Gateway.Tests.Inspectors;

public sealed class TestStringsTests
{
    private static readonly byte[] EicarFile = Encoding.ASCII.GetBytes(Eicar);

    [Fact]
    public async Task Eicar_is_found_wherever_it_lies()
    {
        Assert.Equal("1", await FindEicarAsync(Plain(Eicar)));
        Assert.Equal("1", await FindEicarAsync(Plain($"Look:\r\n  {Eicar}  \r\nbye")));
        Assert.Equal("2", await FindEicarAsync(Mixed(TextPart("see file"), Attachment("eicar.com", EicarFile))));
        Assert.Equal("1", await FindEicarAsync(Mixed(Attachment("eicar.com", [.. EicarFile, .. "\r\n \t\u001a"u8]))));
        Assert.Equal("1/1", await FindEicarAsync(Mixed(Attachment("a.zip", Zip(("eicar.com", EicarFile))))));
        var nested = Zip(("b.zip", Zip(("c.zip", Zip(("eicar.com", EicarFile))))));
        Assert.Equal("1/1/1/1", await FindEicarAsync(Mixed(Attachment("a.zip", nested))));
        Assert.Equal("1/1", await FindEicarAsync(Mixed("Content-Type: message/rfc822\r\n\r\n" + Plain(Eicar))));
    }

    [Fact]
    public async Task Eicar_without_its_padding_is_found() =>
        Assert.Equal("1", await FindEicarAsync(Mixed(
            "Content-Disposition: attachment; filename=e.com\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Convert.ToBase64String(EicarFile).TrimEnd('='))));

    [Fact]
    public async Task What_only_mentions_eicar_is_no_virus()
    {
        Assert.Null(await FindEicarAsync(Plain($"The string {Eicar} is harmless")));
        Assert.Null(await FindEicarAsync(Mixed(Attachment("a.bin", [.. EicarFile, .. "x"u8]))));
        Assert.Null(await FindEicarAsync(Mixed(Attachment("a.bin", [.. EicarFile, .. Enumerable.Repeat((byte)' ', 61)]))));
        Assert.Null(await FindEicarAsync(Mixed(Attachment("a.bin", EicarFile[..^1]))));
        Assert.Null(await FindEicarAsync(Mixed(Attachment("a.bin", [.. " "u8, .. EicarFile]))));
    }

    [Fact]
    public async Task A_file_of_eicar_and_128_octets_is_one() =>
        Assert.Equal("1", await FindEicarAsync(Mixed(Attachment("a.bin", [.. EicarFile, .. Enumerable.Repeat((byte)' ', 60)]))));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Gtube_is_spam(bool whole)
    {
        var body = whole ? Gtube : Gtube[..^1];
        var findings = (await InspectAsync(Plain(body))).Findings;
        Assert.Equal(whole, findings.Any(finding => (finding.Category, finding.Name) == (FindingCategory.Spam, TestStringsInspector.GtubeName)));
    }

    [Fact]
    public async Task One_part_is_reported_once() =>
        Assert.Single((await InspectAsync(Plain(Eicar))).Findings);

    private static async Task<string?> FindEicarAsync(string message)
    {
        var inspection = await InspectAsync(message);
        Assert.DoesNotContain(inspection.Findings, finding => finding.Category == FindingCategory.Unscannable);
        return inspection.Findings.FirstOrDefault(finding => (finding.Category, finding.Name) == (FindingCategory.Virus, TestStringsInspector.EicarName))?.Part;
    }

    private static Task<MessageInspection> InspectAsync(string message) => new InspectionFixture(new TestStringsInspector()).InspectAsync(message);
}
