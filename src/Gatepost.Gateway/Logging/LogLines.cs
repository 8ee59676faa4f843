using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Logging;

/// <summary>The forms of one event, each a single line without its end.</summary>
internal static class LogLines
{
    /// <summary>RFC 5424 section 6.2.1, facility 2: the mail system.</summary>
    private const int MailFacility = 2 * 8;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For people. The word of the level has one width, so that the eye finds the column.</summary>
    public static string ForPeople(LogEvent one) => string.Create(
        CultureInfo.InvariantCulture, $"{one.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff} {Word(one.Level)} {one.Area}: {one.Message}{Exception(one)}");

    /// <summary>For the journal of systemd, which adds time, host and process (sd-daemon(3)).</summary>
    public static string ForJournal(LogEvent one) => string.Create(CultureInfo.InvariantCulture, $"<{Severity(one.Level)}>{one.Area}: {one.Message}{Exception(one)}");

    /// <summary>RFC 5424 section 6. Structured elements need a number that IANA gave; the ids stand in the message.</summary>
    public static string ForSyslog(LogEvent one, string host, int process) => string.Create(
        CultureInfo.InvariantCulture,
        $"<{MailFacility + Severity(one.Level)}>1 {one.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffff}Z {host} gatepost {process} {(one.Name.Length is 0 or > 32 ? "-" : one.Name)} - {one.Area}: {one.Message}{Exception(one)}");

    /// <summary>For machines.</summary>
    public static string ForMachines(LogEvent one)
    {
        var octets = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(octets, Json))
        {
            json.WriteStartObject();
            json.WriteString("time", one.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level", LevelOf(one.Level));
            json.WriteString("area", one.Area);
            Write(json, "event", one.Name.Length == 0 ? null : one.Name);
            Write(json, "mail_id", one.MailId);
            Write(json, "session_id", one.SessionId);
            json.WriteString("message", one.Message);
            WriteFields(json, one.Fields);
            Write(json, "exception", one.Exception);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(octets.WrittenSpan);
    }

    private static void WriteFields(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        if (fields.Count == 0)
            return;
        json.WriteStartObject("fields");
        foreach (var (name, text) in fields)
            json.WriteString(name, text);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static string Exception(LogEvent one) => one.Exception is { } exception ? " | " + exception : "";

    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "information",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "WARN ",
        LogLevel.Error => "ERROR",
        _ => "CRIT ",
    };

    /// <summary>RFC 5424 table 2.</summary>
    private static int Severity(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => 7,
        LogLevel.Information => 6,
        LogLevel.Warning => 4,
        LogLevel.Error => 3,
        _ => 2,
    };
}
