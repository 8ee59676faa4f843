using Gatepost.Mail.Smtp.Server.Transport;

namespace Gatepost.Mail.Smtp.Server.Content;

/// <summary>Reads the content of DATA up to CRLF.CRLF.</summary>
internal static class DataReader
{
    /// <summary><see cref="WireEvent.Octets"/> when the end was reached, otherwise why it was not.</summary>
    internal static async ValueTask<WireEvent> ReadAsync(SessionState state, ContentIntake intake, CancellationToken cancellationToken)
    {
        while (!intake.IsAtEnd)
        {
            var read = await state.Wire.ReadAsync(state.Limits.ContentTimeout, mayDrain: false, cancellationToken);
            if (read.Event != WireEvent.Octets)
                return read.Event;
            var taken = await intake.TakeAsync(read.Buffer, cancellationToken);
            state.Wire.Input.AdvanceTo(read.Buffer.GetPosition(taken));
            if (intake.IsTooMuch)
                return WireEvent.TooMuch;
        }
        return WireEvent.Octets;
    }
}
