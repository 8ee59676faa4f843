using System.Text.RegularExpressions;

namespace Gatepost.Testing.Servers;

/// <summary>The files of <c>packaging/postfix</c>, with the ports of a test in place of 25, 10025 and 10026: what an administrator copies is what is tested.</summary>
public sealed record FilteredPostfix(bool IsBeforeQueue, int FilterPort, int ReturnPort)
{
    private const string Delivery =
        """
        virtual_mailbox_domains = example.org
        virtual_mailbox_base = {folder}/mail
        virtual_mailbox_maps = static:inbox/
        virtual_uid_maps = static:65534
        virtual_gid_maps = static:65534
        smtpd_authorized_xclient_hosts = 127.0.0.0/8

        """;

    internal string Main => Delivery + (IsBeforeQueue ? "" : Ported(Read("content-filter.main.cf")));

    /// <summary>The services; without the way back when the server is to be deaf there.</summary>
    internal string Master(int port, bool hasReturn)
    {
        var services = Ported(Read(IsBeforeQueue ? "proxy-filter.master.cf" : "content-filter.master.cf"));
        if (!hasReturn)
            services = Regex.Replace(services, @"(?m)^127\.0\.0\.1:\d+ inet.*\n(^ .*\n)*", "");
        var others = PostfixConfiguration.Master(port);
        if (IsBeforeQueue)
            others = Regex.Replace(others, @"(?m)^127\.0\.0\.1:\d+ inet.*\n", "");
        return others.TrimEnd() + "\n" + Regex.Replace(services, @"(?m)^smtp +inet", $"127.0.0.1:{port} inet");
    }

    private string Ported(string text) => text.Replace(":10025", $":{FilterPort}", StringComparison.Ordinal).Replace(":10026", $":{ReturnPort}", StringComparison.Ordinal);

    private static string Read(string name) => File.ReadAllText(Path.Combine(Requirement.RepositoryRoot(), "packaging", "postfix", name));
}
