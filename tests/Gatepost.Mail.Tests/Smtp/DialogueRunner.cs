using System.Text;
using Gatepost.Testing.Smtp;

namespace Gatepost.Mail.Tests.Smtp;

/// <summary>Plays a dialogue against a session in one of the three slicings, and compares everything that came of it.</summary>
internal static class DialogueRunner
{
    public static async Task RunAsync(Dialogue dialogue, string mode)
    {
        var connection = new InMemoryConnection(pauseWriterThreshold: 0);
        await using var harness = new SmtpServerHarness(dialogue.Options, connection: connection, isTrustedServer: dialogue.IsTrustedServer);
        var replies = mode switch
        {
            "whole" => await WholeAsync(harness, dialogue),
            "line" => await ByLineAsync(harness, dialogue),
            _ => await ByByteAsync(harness, dialogue),
        };
        var expected = dialogue.Steps.OfType<ServerStep>().ToList();
        Assert.True(
            expected.Count == replies.Count && expected.Zip(replies).All(pair => pair.First.Matches(pair.Second)),
            $"Expected:\n{string.Join('\n', expected.Select(step => step.Expected))}\nbut the server said:\n{string.Join('\n', replies)}");
        Assert.Equal(
            dialogue.Messages.Select(Encoding.Latin1.GetString),
            harness.Handler.Messages.Select(message => Encoding.Latin1.GetString(message.Content)));
        Assert.Equal(1, harness.Handler.ClosedCount);
        if (dialogue.Closed is { } closed)
            Assert.StartsWith(closed, harness.Handler.ClosedReason, StringComparison.Ordinal);
    }

    private static async Task<List<string>> WholeAsync(SmtpServerHarness harness, Dialogue dialogue)
    {
        await harness.SendAsync(dialogue.ClientOctets());
        await harness.CloseAsync();
        return await harness.ReadToEndAsync();
    }

    /// <summary>Waits for each expected reply before the client goes on.</summary>
    private static async Task<List<string>> ByLineAsync(SmtpServerHarness harness, Dialogue dialogue)
    {
        var replies = new List<string>();
        foreach (var step in dialogue.Steps)
        {
            if (step is ClientStep client)
                await harness.SendAsync(client.Octets);
            else if (await harness.ReplyAsync() is { } reply)
                replies.Add(reply);
        }
        await harness.CloseAsync();
        replies.AddRange(await harness.ReadToEndAsync());
        return replies;
    }

    private static async Task<List<string>> ByByteAsync(SmtpServerHarness harness, Dialogue dialogue)
    {
        await harness.SendSlicedAsync(dialogue.ClientOctets(), () => 1);
        await harness.CloseAsync();
        return await harness.ReadToEndAsync();
    }
}
