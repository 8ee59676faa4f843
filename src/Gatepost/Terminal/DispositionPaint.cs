using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.Terminal;

/// <summary>Outcomes in their colours: green goes on, yellow waits, red is stopped.</summary>
internal static class DispositionPaint
{
    public static string Of(Palette palette, Disposition disposition) => Style(palette, disposition)(KebabWord.Of(disposition));

    public static Func<string, string> Style(Palette palette, Disposition? disposition) => disposition switch
    {
        Disposition.Deliver or Disposition.HandOff => palette.Good,
        Disposition.Postpone or Disposition.Hold or Disposition.TemporaryFailure => palette.Warning,
        null => palette.Faint,
        _ => palette.Bad,
    };

    public static Func<string, string> Style(Palette palette, RecipientStatus? status) => status switch
    {
        RecipientStatus.Delivered => palette.Good,
        RecipientStatus.Queued or RecipientStatus.Held => palette.Warning,
        null => palette.Faint,
        _ => palette.Bad,
    };
}
