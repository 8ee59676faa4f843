using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Delivery;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Reads <c>tls</c> of a next hop: a word, or a group with the word under <c>mode</c>.</summary>
internal static class NextHopTlsReader
{
    public static NextHopTls Read(YamlKeys route)
    {
        if (route.Find("tls") is not YamlMapping)
            return new NextHopTls(Mode(route, "tls"));
        var keys = route.Group("tls")!;
        keys.Require("mode", "off, opportunistic, required or verified");
        var tls = new NextHopTls(Mode(keys, "mode"))
        {
            IsImplicit = keys.Flag("implicit", false),
            Authorities = keys.PathText("authorities", "a PEM file"),
            Names = keys.CheckedTexts("names", "names such as mail.example.org or *.example.org", text => DomainText.IsDomainPattern(text) ? null : "expected a name such as mail.example.org or *.example.org"),
            ServerName = ServerName(keys),
        };
        if (tls.IsImplicit && tls.Mode is not (SmtpClientTls.Required or SmtpClientTls.Verified))
            keys.Errors.Add(keys.Find("implicit")!, "\"implicit: true\" needs \"mode: verified\" (or \"required\"): there is no clear text to fall back to");
        foreach (var key in tls.Mode == SmtpClientTls.Verified ? [] : new[] { "authorities", "names" })
        {
            if (keys.Find(key) is { } node)
                keys.Errors.Add(node, $"\"{key}\" needs \"mode: verified\": under any other no certificate is refused");
        }
        keys.Finish();
        return tls;
    }

    private static SmtpClientTls Mode(YamlKeys keys, string key) => keys.Choice(
        key, SmtpClientTls.Opportunistic,
        ("opportunistic", SmtpClientTls.Opportunistic), ("off", SmtpClientTls.Off), ("required", SmtpClientTls.Required), ("verified", SmtpClientTls.Verified));

    private static string? ServerName(YamlKeys keys)
    {
        var name = keys.Text("server-name");
        if (name is not null && !DomainText.IsDomain(name))
            keys.Errors.AddUnexpected(keys.Find("server-name")!, "a host name such as mail.example.org");
        return name;
    }
}
