using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Gateway.Configuration;

/// <summary>The group <c>limits</c> of a listener: every bound of <see cref="SmtpServerLimits"/>, none below what RFC 5321 section 4.5.3 demands.</summary>
internal static class LimitsReader
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static SmtpServerLimits Read(YamlKeys keys)
    {
        var standard = new SmtpServerLimits();
        var limits = standard with
        {
            CommandLineOctets = (int)keys.Size("command-line", standard.CommandLineOctets, 512, 65_536),
            DrainedLineOctets = (int)keys.Size("drained-line", standard.DrainedLineOctets, 4_096, 64 << 20),
            MessageOctets = keys.Size("message-size", standard.MessageOctets, 65_536, 2L << 30),
            ContentLineOctets = (int)keys.Size("content-line", standard.ContentLineOctets, 1_000, 1 << 30),
            HeaderOctets = (int)keys.Size("header-size", standard.HeaderOctets, 16_384, 64 << 20),
            Recipients = keys.Number("recipients", standard.Recipients, 100, 100_000),
            MessagesPerSession = keys.Number("messages-per-session", standard.MessagesPerSession, 1, 1_000_000),
            Errors = keys.Number("errors", standard.Errors, 1, 10_000),
            JunkCommands = keys.Number("junk-commands", standard.JunkCommands, 1, 100_000),
            CommandTimeout = keys.Duration("command-timeout", standard.CommandTimeout, Second, Hour),
            ContentTimeout = keys.Duration("content-timeout", standard.ContentTimeout, Second, Hour),
            HandshakeTimeout = keys.Duration("handshake-timeout", standard.HandshakeTimeout, Second, Hour),
            SessionTime = keys.Duration("session-time", standard.SessionTime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)),
            GreetingDelay = keys.Duration("greeting-delay", standard.GreetingDelay, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            ReceivedHeaders = keys.Number("received-headers", standard.ReceivedHeaders, 10, 10_000),
        };
        keys.Finish();
        return limits;
    }
}
