using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;

namespace Gatepost.Commands.Samples;

/// <summary>What became of one sample.</summary>
/// <param name="Message">The sample.</param>
/// <param name="Id">The id that the reply quoted.</param>
/// <param name="Reply">What the gateway said at the end.</param>
/// <param name="Explanation">What the gateway tells of it; null when its admin socket was not asked.</param>
internal sealed record SampleFate(SampleMessage Message, MailId? Id, string Reply, Explanation? Explanation)
{
    /// <summary>True once nothing more will happen soon: refused, or every recipient in a state that stays.</summary>
    public bool IsSettled => Id is null || !IsPositive || (Explanation?.Message is not null && State is not (null or RecipientStatus.Queued));

    /// <summary>The state of the recipient now.</summary>
    public RecipientStatus? State =>
        Explanation?.Queued?.Recipients.FirstOrDefault()?.Status
        ?? Explanation?.Statuses.LastOrDefault()?.Status
        ?? Explanation?.Message?.Recipients.FirstOrDefault()?.Status;

    private bool IsPositive => Reply.StartsWith('2');

    /// <summary>The outcome in one or two words.</summary>
    public string Outcome => !IsPositive
        ? Reply.StartsWith('4') ? "try again later" : "refused"
        : State is { } state ? KebabWord.Of(state) + (state == RecipientStatus.Quarantined && Area is { } area ? $" ({area})" : "") : "accepted";

    /// <summary>Why, in a sentence.</summary>
    public string Why
    {
        get
        {
            var decision = Explanation?.Decision?.Decision.Recipients.FirstOrDefault();
            if (decision?.Rule is { } rule)
                return $"rule \"{rule}\"{(decision.Reason is { } reason ? ": " + reason : "")}";
            var marks = decision?.Matches.Select(match => $"rule \"{match.Rule}\": {match.Did}").ToArray() ?? [];
            if (marks.Length > 0)
                return string.Join("; ", marks);
            return IsPositive ? Explanation is null ? Reply : Explanation.Attempts.LastOrDefault() is { } attempt ? $"to {attempt.NextHop}" : "nothing was found" : Reply;
        }
    }

    private string? Area => Explanation?.Decision?.Decision.Recipients.FirstOrDefault()?.Area;

    /// <summary>The id in a reply: the first word of that form is the message's, the session's comes after it.</summary>
    public static MailId? IdIn(SmtpReply reply)
    {
        foreach (var word in reply.Text.Split((char[])[' ', '\n', '(', ')', '<', '>', ',', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (MailId.TryParse(word.TrimEnd('.'), out var id))
                return id;
        }
        return null;
    }
}
