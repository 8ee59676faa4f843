using System.Text;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Direct;

/// <summary>A gateway that is the content filter of a mail server, and what its stories share.</summary>
internal static class FilterStory
{
    /// <summary>The gateway; its routes lead to a trap, since a filter's mail goes back to its mail server and nowhere else.</summary>
    public static Task<GatepostProcess> StartAsync(int filterPort, int returnPort, string queue, SmtpSink trap) => GatepostProcess.StartAsync(new GatepostOptions
    {
        Policy = TestPolicies.Guarded(trap.Port) + Tagging,
        Settings =
            $"""
               - name: filter
                 address: 127.0.0.1:{filterPort}
                 role: direct
                 next-hop: 127.0.0.1:{returnPort}
                 queue: {queue}
             """,
    });

    /// <summary>So that copies for several recipients differ.</summary>
    private const string Tagging =
        """
          - name: Tagged
            route: {to: [tagged@example.org]}
            then: {tag-subject: "[tagged]"}

        """;

    /// <summary>A message with 8-bit text, long lines and lines of dots, as a sender's program writes it.</summary>
    public static byte[] Message(string subject, string id) => Encoding.UTF8.GetBytes(
        $"From: <a@sender.example>\r\nTo: <user@example.org>\r\nSubject: {subject}\r\nMessage-ID: <{id}@sender.example>\r\n"
        + "Date: Tue, 24 Nov 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        + "X-Odd:   kept \t as it is  \r\n\r\nGrüße\r\n.\r\n..two dots\r\n" + new string('x', 900) + "\r\n \r\nend\r\n");

    /// <summary>Sends over a connection of its own; the answer to the content, or the first refusal.</summary>
    public static async Task<SmtpAnswer> SendAsync(int port, byte[] message, params string[] recipients)
    {
        await using var client = await TestSmtpClient.ConnectAsync(port);
        await client.CommandAsync("EHLO client.example");
        return await client.SendAsync("a@sender.example", recipients, MailText.ForTheWire(message));
    }

    /// <summary>Demands that a message lies in a mailbox as it was sent, below trace fields of the servers on its way.</summary>
    public static void AssertUnchanged(byte[] sent, byte[] arrived)
    {
        var text = Encoding.Latin1.GetString(MailText.ToCrLf(arrived));
        var original = Encoding.Latin1.GetString(sent);
        Assert.EndsWith(original, text, StringComparison.Ordinal);
        var trace = text[..^original.Length];
        Assert.All(
            trace.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] is not (' ' or '\t')),
            line => Assert.Contains(line.Split(':')[0], (string[])["Received", "Return-Path", "Delivered-To", "X-Original-To"]));
        Assert.Contains("(Gatepost)", trace, StringComparison.Ordinal);
    }

    /// <summary>Waits until <c>explain</c> knows an id, and returns its story.</summary>
    public static async Task<string> ExplainAsync(GatepostProcess gatepost, string id)
    {
        var story = "";
        await Wait.UntilAsync(
            async () =>
            {
                var explained = await gatepost.CommandAsync("explain", id);
                story = explained.Both;
                return explained.ExitCode == 0;
            },
            TimeSpan.FromSeconds(60),
            () => $"explain finds {id}: {story}");
        return story;
    }
}
