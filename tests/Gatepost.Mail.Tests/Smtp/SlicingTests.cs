using Gatepost.Testing.Smtp;

namespace Gatepost.Mail.Tests.Smtp;

public sealed class SlicingTests
{
    public static IEnumerable<TheoryDataRow<int>> Seeds() => Enumerable.Range(0, 10).Select(seed => new TheoryDataRow<int>(seed));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Random_slices_never_change_the_outcome(int seed)
    {
        foreach (var dialogue in AttackCase.ReadAll().SelectMany(one => new[] { one.Attack, one.Twin }).Where(one => one.Modes.Contains("whole") && one.Modes.Contains("byte")))
        {
            var random = new Random(seed);
            var whole = await PlayAsync(dialogue, () => int.MaxValue);
            Assert.Equal(whole, await PlayAsync(dialogue, () => random.Next(1, 20)));
        }
    }

    private static async Task<string> PlayAsync(Dialogue dialogue, Func<int> nextLength)
    {
        await using var harness = new SmtpServerHarness(dialogue.Options, connection: new InMemoryConnection(0));
        await harness.SendSlicedAsync(dialogue.ClientOctets(), nextLength);
        await harness.CloseAsync();
        var replies = await harness.ReadToEndAsync();
        return string.Join('\n', [.. replies, .. harness.Handler.Messages.Select(one => Convert.ToHexString(one.Content)), harness.Handler.ClosedReason!]);
    }
}
