using System.Text.Json;
using Gatepost.Mail.Links.Urls;
using Gatepost.Testing.Servers;

namespace Gatepost.Mail.Tests.Links.Urls;

public sealed class PunycodeTests
{
    [Fact]
    public void The_public_cases_go_both_ways()
    {
        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Requirement.Shared("corpus/url_tests"), "punycode_tests.json")));
        var all = 0;
        foreach (var one in cases.RootElement.EnumerateArray())
        {
            var (decoded, encoded) = (one.GetProperty("decoded").GetString()!, one.GetProperty("encoded").GetString()!);
            Assert.Equal(encoded, Punycode.Encode(decoded));
            Assert.Equal(decoded, Punycode.Decode(encoded));
            all++;
        }
        Assert.True(all > 20, $"{all} cases");
    }

    [Fact]
    public void What_is_too_long_is_none()
    {
        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Requirement.Shared("corpus/url_tests"), "bad_punycode_tests.json")));
        Assert.All(cases.RootElement.EnumerateArray(), one => Assert.Null(Punycode.Encode(one.GetProperty("decoded").GetString()!)));
    }

    [Theory]
    [InlineData("a-\u0080")]
    [InlineData("99999999999")]
    [InlineData("a-!")]
    [InlineData("zzzzzzzz")]
    public void What_is_no_punycode_is_none(string label) => Assert.Null(Punycode.Decode(label));

    [Fact]
    public void Every_letter_comes_back()
    {
        var random = new Random(1);
        for (var round = 0; round < 5_000; round++)
        {
            var label = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => char.ConvertFromUtf32(random.Next(4) switch { 0 => random.Next('a', 'z'), 1 => random.Next(0x400, 0x500), 2 => random.Next(0x4e00, 0x9fff), _ => random.Next(0x10000, 0x10ffff) })));
            Assert.Equal(label, Punycode.Decode(Punycode.Encode(label)));
        }
    }
}
