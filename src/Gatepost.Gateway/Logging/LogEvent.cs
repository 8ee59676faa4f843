using System.Collections;
using System.Globalization;
using System.Text.Json;
using Gatepost.Mail.Text;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Logging;

/// <summary>
/// One event of the log, fit to be written: one line, nothing invisible, bounded, whatever strangers wrote into what it tells. The ids stand in fields of their own, so that one
/// search finds every step of a message.
/// </summary>
internal sealed record LogEvent(DateTimeOffset At, LogLevel Level, string Area, string Name, string Message, string? Exception)
{
    /// <summary>Characters of a message: a reply of a next hop has 512 at most, and what is longer tells nothing more.</summary>
    private const int MaxMessage = 2_000;

    /// <summary>Characters of an exception with its stack.</summary>
    private const int MaxException = 8_000;

    /// <summary>Characters of one field.</summary>
    private const int MaxField = 1_000;

    private const string Template = "{OriginalFormat}";

    /// <summary>Our id of the message that it is about.</summary>
    public string? MailId { get; private init; }

    /// <summary>The session that it is about.</summary>
    public string? SessionId { get; private init; }

    /// <summary>What else the event tells, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; private init; } = [];

    public static LogEvent Of<TState>(
        DateTimeOffset at, LogLevel level, string area, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format)
    {
        var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
        return new LogEvent(
            at, level, area, id.Name ?? "", VisibleText.OneLine(format(state, exception), MaxMessage),
            exception is null ? null : VisibleText.OneLine(exception.ToString(), MaxException))
        {
            MailId = values.FirstOrDefault(value => value.Value is Messages.MailId && value.Key is "MailId" or "Id").Value?.ToString(),
            SessionId = values.FirstOrDefault(value => value.Value is Guid && value.Key is "SessionId" or "Session").Value?.ToString(),
            Fields = [.. values.Where(value => !IsId(value) && value.Key != Template).Select(value => KeyValuePair.Create(NameOf(value.Key), Text(value.Value)))],
        };
    }

    private static bool IsId(KeyValuePair<string, object?> value) => value is { Value: Messages.MailId, Key: "MailId" or "Id" } or { Value: Guid, Key: "SessionId" or "Session" };

    private static string NameOf(string key) => JsonNamingPolicy.SnakeCaseLower.ConvertName(key);

    private static string Text(object? value) => VisibleText.OneLine(
        value switch
        {
            string text => text,
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            IEnumerable items => string.Join(", ", items.Cast<object?>()),
            _ => value?.ToString(),
        },
        MaxField);
}
