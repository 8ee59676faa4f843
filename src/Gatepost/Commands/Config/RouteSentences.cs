using System.Net;
using Gatepost.Gateway.Delivery;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Commands.Config;

/// <summary>The next hops of a policy as sentences, in the order in which they are asked.</summary>
internal static class RouteSentences
{
    /// <summary>One sentence a route, and one for whom no route is for.</summary>
    public static IEnumerable<string> Of(NextHopTable table)
    {
        foreach (var route in table.Routes.OrderBy(Closeness))
            yield return $"{Recipients(route, table.Routes.Length)} {Way(route)}.";
        if (table.Routes.IsEmpty)
            yield return "There are no next-hops: what a direct listener takes goes to the next-hop of that listener, and all other mail comes back to its sender (5.4.4).";
        else if (table.Routes.All(route => route.To != "*"))
            yield return "Mail to anybody else comes back to its sender: no route leads there (5.4.4). What a direct listener takes asks no route: it goes to the next-hop of that listener.";
    }

    /// <summary>As <see cref="NextHopTable.Find"/> prefers them; of patterns the longer one.</summary>
    private static int Closeness(NextHopRoute route) => route.To switch
    {
        "*" => int.MaxValue,
        ['*', '.', ..] => 1_000_000 - route.To.Length,
        _ => route.To.Contains('@', StringComparison.Ordinal) ? 0 : 1,
    };

    private static string Recipients(NextHopRoute route, int routes) => route.To switch
    {
        "*" => routes == 1 ? "All mail" : "Mail to anybody else",
        ['*', '.', .. var domain] => $"Mail to any domain below {domain}",
        _ => $"Mail to {route.To}",
    };

    private static string Way(NextHopRoute route) => route.Maildir is { } maildir
        ? $"is put into the Maildir {maildir}"
        : string.Join(", ", [$"goes {(route.Protocol == SmtpClientProtocol.Lmtp ? "by LMTP " : "")}to {Servers(route)}", Tls(route.Tls), .. More(route)]);

    private static string Servers(NextHopRoute route)
    {
        if (route.UseMx)
            return "the mail servers of its domain (MX)";
        var steps = route.Hosts.GroupBy(host => host.Preference).OrderBy(step => step.Key).Select(step => string.Join(" or ", step.Select(host => host.Place)));
        return string.Join(", and when that fails to ", steps);
    }

    private static string Tls(NextHopTls tls)
    {
        var when = tls.IsImplicit ? "with TLS from the first octet" : "encrypted";
        return tls.Mode switch
        {
            SmtpClientTls.Off => "never encrypted",
            SmtpClientTls.Required => $"{when} or not at all",
            SmtpClientTls.Verified => $"{when} and to a verified certificate{(tls.Names.IsEmpty ? "" : " of " + string.Join(" or ", tls.Names))} or not at all",
            _ => tls.IsImplicit ? when : "encrypted where that is offered",
        };
    }

    private static IEnumerable<string> More(NextHopRoute route)
    {
        if (route.Credentials is { } credentials)
            yield return $"with the credentials {credentials} of gatepost.yaml";
        if (!route.SourceAddresses.IsEmpty)
            yield return "from " + string.Join(" or ", (IEnumerable<IPAddress>)route.SourceAddresses);
        if (route.HostName is { } name)
            yield return $"as {name}";
        if (route.Retry is { } retry)
            yield return $"with the retry profile {retry}";
    }
}
