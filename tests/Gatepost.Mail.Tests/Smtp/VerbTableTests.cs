using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Verbs;
using Gatepost.Testing.Smtp;

namespace Gatepost.Mail.Tests.Smtp;

public sealed class VerbTableTests
{
    private static readonly Dictionary<SessionPhase, string[]> WaysTo = new()
    {
        [SessionPhase.Start] = [],
        [SessionPhase.Ready] = ["EHLO c.example"],
        [SessionPhase.Mail] = ["EHLO c.example", "MAIL FROM:<a@example.com>"],
        [SessionPhase.Recipients] = ["EHLO c.example", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.org>"],
        [SessionPhase.Chunks] = ["EHLO c.example", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.org>", "BDAT 0"],
    };

    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        ["EHLO"] = " c.example",
        ["HELO"] = " c.example",
        ["MAIL"] = " FROM:<c@example.com>",
        ["RCPT"] = " TO:<d@example.org>",
        ["BDAT"] = " 0",
        ["VRFY"] = " x",
    };

    public static IEnumerable<TheoryDataRow<string, string>> Cells() =>
        from verb in VerbTable.Rows.Keys.Order(StringComparer.Ordinal)
        from phase in WaysTo.Keys
        select new TheoryDataRow<string, string>(verb, phase.ToString());

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_row_holds_on_the_wire(string verb, string phaseName)
    {
        var phase = Enum.Parse<SessionPhase>(phaseName);
        await using var harness = new SmtpServerHarness();
        await harness.ReplyAsync();
        foreach (var line in WaysTo[phase])
            await harness.AskAsync(line);
        var reply = await harness.AskAsync(verb + Arguments.GetValueOrDefault(verb));
        var fits = verb == "BDAT"
            ? phase is SessionPhase.Recipients or SessionPhase.Chunks
            : (VerbTable.Rows[verb].Phases & phase) != 0 && !(verb == "DATA" && phase == SessionPhase.Mail);
        Assert.Equal(!fits, reply!.StartsWith("503 5.5.1 ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_names_every_command_of_RFC_5321() =>
        Assert.All(
            new[] { "EHLO", "HELO", "MAIL", "RCPT", "DATA", "RSET", "VRFY", "EXPN", "HELP", "NOOP", "QUIT" },
            name => Assert.NotNull(VerbTable.Find(name)));
}
