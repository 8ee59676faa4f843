using System.Collections.Immutable;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies.Conditions;
using Gatepost.Gateway.Policies.Matching;
using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Policies.Routes;

/// <summary>Who to whom. Empty lists stand for anybody. Immutable.</summary>
internal sealed record RuleRoute
{
    /// <summary>Any mail.</summary>
    public static RuleRoute All { get; } = new();

    /// <summary>Null = both.</summary>
    public Direction? Direction { get; init; }

    public ImmutableArray<AddressPattern> From { get; init; } = [];

    public ImmutableArray<AddressPattern> To { get; init; } = [];

    public ImmutableArray<RouteException> Except { get; init; } = [];

    public string Sentence
    {
        get
        {
            var words = Direction switch { Messages.Direction.Incoming => "incoming mail", Messages.Direction.Outgoing => "outgoing mail", _ => "mail" };
            words += Words(" from ", From) + Words(" to ", To);
            return Except.IsEmpty ? words : words + ", but not" + string.Join(" or", Except.Select(except => Words(" from ", except.From) + Words(" to ", except.To)));
        }
    }

    public bool IsMatch(EmailAddress? sender, EmailAddress recipient, Direction direction) =>
        (Direction is null || Direction == direction)
        && Fits(From, sender) && Fits(To, recipient)
        && !Except.Any(except => Fits(except.From, sender) && Fits(except.To, recipient));

    private static bool Fits(ImmutableArray<AddressPattern> patterns, EmailAddress? address) =>
        patterns.IsEmpty || patterns.Any(pattern => pattern.IsMatch(address));

    private static string Words(string before, ImmutableArray<AddressPattern> patterns) =>
        patterns.IsEmpty ? "" : before + PartWords.Or(patterns.Select(pattern => pattern.Text));
}

/// <summary>A pair of sender and recipient that a rule leaves alone.</summary>
internal sealed record RouteException(ImmutableArray<AddressPattern> From, ImmutableArray<AddressPattern> To);
