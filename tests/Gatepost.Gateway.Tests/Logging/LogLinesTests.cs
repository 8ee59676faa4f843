using System.Text.Json;
using Gatepost.Gateway.Logging;
using Gatepost.Gateway.Messages;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Tests.Logging;

public sealed partial class LogLinesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, 123, TimeSpan.Zero);
    private static readonly MailId Mail = MailId.TryParse("0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10", out var id) ? id : default;
    private static readonly Guid Session = Guid.Parse("0197e2a4-0000-7cc0-8f5e-2f1d6c9b3a10");

    /// <summary>What strangers put into HELO names, addresses and replies in the hope that it ends up in somebody's terminal or log search.</summary>
    public static TheoryData<string> Hostile =>
    [
        "a\r\n2026-11-30 12:00:00.000 info  receiving: forged", "a\nb", "a\rb", "a\u2028b\u2029c\u0085d", "\u001b[2J\u001b]0;owned\u0007", "exe\u202Egpj.txt", "\0nul", "{\"level\":\"critical\"}", "<0>1 - - - forged",
        "\uD800 half",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void No_value_breaks_a_line_or_steers_a_terminal_in_any_form(string hostile)
    {
        var one = Logged(logger => Sample.Accepted(logger, Mail, hostile, Session, 3), new InvalidOperationException(hostile));
        foreach (var line in new[] { LogLines.ForPeople(one), LogLines.ForJournal(one), LogLines.ForSyslog(one, "mx.example.org", 42), LogLines.ForMachines(one) })
        {
            Assert.DoesNotContain(line, character => char.IsControl(character) || character is '\u2028' or '\u2029' or '\u202E' || char.IsSurrogate(character));
            Assert.DoesNotContain('\n', line);
        }
        var json = JsonDocument.Parse(LogLines.ForMachines(one)).RootElement;
        Assert.Equal("information", json.GetProperty("level").GetString());
        Assert.Equal("receiving", json.GetProperty("area").GetString());
        Assert.DoesNotContain(json.GetProperty("fields").GetProperty("sender").GetString()!, char.IsControl);
    }

    [Fact]
    public void Ids_stand_in_fields_of_their_own()
    {
        var json = JsonDocument.Parse(LogLines.ForMachines(Logged(logger => Sample.Accepted(logger, Mail, "a@b.example", Session, 3)))).RootElement;
        Assert.Equal(Mail.ToString(), json.GetProperty("mail_id").GetString());
        Assert.Equal(Session.ToString(), json.GetProperty("session_id").GetString());
        Assert.Equal("Accepted", json.GetProperty("event").GetString());
        Assert.Equal("2026-11-30T12:00:00.123Z", json.GetProperty("time").GetString());
        Assert.Equal("3", json.GetProperty("fields").GetProperty("recipients").GetString());
        Assert.Equal(2, json.GetProperty("fields").EnumerateObject().Count());
    }

    [Fact]
    public void The_forms_read_as_their_readers_want_them()
    {
        var one = Logged(logger => Sample.Accepted(logger, Mail, "a@b.example", Session, 3));
        const string Message = "receiving: 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10 from <a@b.example> in 0197e2a4-0000-7cc0-8f5e-2f1d6c9b3a10: 3";
        Assert.Equal("2026-11-30 12:00:00.123 info  " + Message, LogLines.ForPeople(one));
        Assert.Equal("<6>" + Message, LogLines.ForJournal(one));
        Assert.Equal("<22>1 2026-11-30T12:00:00.123000Z mx.example.org gatepost 42 Accepted - " + Message, LogLines.ForSyslog(one, "mx.example.org", 42));
    }

    [Fact]
    public void An_exception_is_one_line_too()
    {
        var one = Logged(logger => Sample.Accepted(logger, Mail, "a", Session, 1), new IOException("disk\nfull"));
        Assert.Contains(" | System.IO.IOException: disk full", LogLines.ForPeople(one), StringComparison.Ordinal);
        Assert.Contains("disk full", JsonDocument.Parse(LogLines.ForMachines(one)).RootElement.GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_endless_is_cut()
    {
        var one = Logged(logger => Sample.Accepted(logger, Mail, new string('x', 1_000_000), Session, 1));
        Assert.InRange(LogLines.ForMachines(one).Length, 1_000, 5_000);
    }

    private static LogEvent Logged(Action<ILogger> log, Exception? exception = null)
    {
        var logger = new Catcher(exception);
        log(logger);
        return logger.Caught!;
    }

    private sealed class Catcher(Exception? exception) : ILogger
    {
        public LogEvent? Caught { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? ignored, Func<TState, Exception?, string> formatter) =>
            Caught = LogEvent.Of(Noon, logLevel, "receiving", eventId, state, exception, formatter);
    }

    private static partial class Sample
    {
        [LoggerMessage(1, LogLevel.Information, "{MailId} from <{Sender}> in {SessionId}: {Recipients}")]
        public static partial void Accepted(ILogger logger, MailId mailId, string sender, Guid sessionId, int recipients);
    }
}
