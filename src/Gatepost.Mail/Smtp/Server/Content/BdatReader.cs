using Gatepost.Mail.Smtp.Server.Transport;

namespace Gatepost.Mail.Smtp.Server.Content;

/// <summary>Reads one chunk of BDAT: exactly as many octets as the command said, wanted or not.</summary>
internal static class BdatReader
{
    /// <summary><see cref="WireEvent.Octets"/> when the chunk is complete, otherwise why it is not.</summary>
    /// <param name="state">The session.</param>
    /// <param name="intake">Where the octets go; null to drop them.</param>
    /// <param name="octets">The size of the chunk.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    internal static async ValueTask<WireEvent> ReadAsync(SessionState state, ContentIntake? intake, long octets, CancellationToken cancellationToken)
    {
        while (octets > 0)
        {
            var read = await state.Wire.ReadAsync(state.Limits.ContentTimeout, mayDrain: false, cancellationToken);
            if (read.Event != WireEvent.Octets)
                return read.Event;
            var part = read.Buffer.Slice(0, Math.Min(octets, read.Buffer.Length));
            if (intake is not null)
                await intake.TakeAsync(part, cancellationToken);
            octets -= part.Length;
            state.Wire.Input.AdvanceTo(part.End);
            if (intake is { IsTooMuch: true })
                return WireEvent.TooMuch;
        }
        return WireEvent.Octets;
    }
}
