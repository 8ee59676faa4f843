using Gatepost.Mail.Links;

namespace Gatepost.Mail.Tests.Links;

public sealed class ConfusablesTests
{
    [Theory]
    [InlineData("http://аррӏе.com/", "apple.com", false)]
    [InlineData("http://xn--80ak6aa92e.com/", "apple.com", false)]
    [InlineData("http://pаypal.com/", "paypal.com", true)]
    [InlineData("http://microsоft.com/", "microsoft.com", true)]
    [InlineData("http://gοοgle.com/", "google.com", true)]
    [InlineData("http://ооо.example.com/", "ooo.example.com", false)]
    [InlineData("http://օոսհ.com/", "onuh.com", false)]
    [InlineData("http://тinkoff.example/", "tinkoff.example", true)]
    [InlineData("http://ɡoogle.com/", "google.com", false)]
    [InlineData("http://аррӏе.рф/", null, false)]
    [InlineData("http://пример.com/", null, false)]
    [InlineData("http://münchen.de/", null, false)]
    [InlineData("http://παράδειγμα.gr/", null, false)]
    [InlineData("http://例子abc.com/", null, false)]
    [InlineData("http://日本語カタカナ.jp/", null, false)]
    [InlineData("http://xn--invalid--label.com/", null, false)]
    [InlineData("http://apple.com/", null, false)]
    public void Look_alikes_are_noted(string url, string? looksLike, bool mixes)
    {
        var link = LinkFacts.Describe(url, "html", "1", null, false);
        Assert.Equal((looksLike, mixes), (link.LooksLike, link.MixesScripts));
    }
}
