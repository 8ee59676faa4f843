using System.Globalization;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp.Server.Attributes;
using Gatepost.Mail.Smtp.Server.Commands;

namespace Gatepost.Mail.Smtp.Server.Verbs;

/// <summary>EHLO and HELO (RFC 5321 section 4.1.1.1).</summary>
internal static class HelloVerbs
{
    internal static ValueTask<Answer> EhloAsync(SessionState state, Command command, CancellationToken cancellationToken) =>
        GreetAsync(state, command, isExtended: true, cancellationToken);

    internal static ValueTask<Answer> HeloAsync(SessionState state, Command command, CancellationToken cancellationToken) =>
        GreetAsync(state, command, isExtended: false, cancellationToken);

    private static async ValueTask<Answer> GreetAsync(SessionState state, Command command, bool isExtended, CancellationToken cancellationToken)
    {
        if (!SmtpDomain.IsHelloName(command.Argument))
            return Answer.Of(501, 5, 4, $"Syntax: {(isExtended ? "EHLO" : "HELO")} name");
        if (await state.Handler.HelloAsync(state.Session, command.Argument, cancellationToken) is { } refusal)
            return refusal;
        await state.ResetAsync();
        // What XCLIENT says of the client's own EHLO holds: this one is the proxy's.
        var stated = state.Session.Stated;
        (state.Session.Helo, state.Session.IsExtended, state.Phase) = (stated?.Helo ?? command.Argument, stated?.IsExtended ?? isExtended, SessionPhase.Ready);
        return new SmtpReply(250, null, isExtended ? Extensions(state) : state.Options.HostName);
    }

    private static string Extensions(SessionState state)
    {
        var offer = state.Session.Offer;
        var size = Math.Min(state.Limits.MessageOctets, offer.MaxSize ?? long.MaxValue);
        List<string> lines = [state.Options.HostName, "PIPELINING", string.Create(CultureInfo.InvariantCulture, $"SIZE {size}")];
        if (offer.EightBitMime)
            lines.Add("8BITMIME");
        if (offer.SmtpUtf8)
            lines.Add("SMTPUTF8");
        lines.AddRange("CHUNKING", "ENHANCEDSTATUSCODES");
        if (offer.Dsn)
            lines.Add("DSN");
        if (state.Options.Tls is not null && state.Session.Tls is null && state.Session.Stated is null)
            lines.Add("STARTTLS");
        if (state.Options.OffersAuthentication && state.Session.Tls is not null)
            lines.Add(AuthVerb.Extension);
        if (state.Session.MayStateClient)
            lines.Add("XCLIENT " + AttributeSyntax.Xclient);
        if (state.Session.MayForwardClient)
            lines.Add("XFORWARD " + AttributeSyntax.Xforward);
        return string.Join('\n', lines);
    }
}
