using System.Globalization;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.LogScale;

/// <summary>Every form of a search, each with values that find much, little and nothing.</summary>
internal static class SearchForms
{
    /// <summary>The forms; <paramref name="round"/> varies the values, so that no form is answered from what the one before it read.</summary>
    public static IEnumerable<(string Name, LogQuery Query)> All(int round, DateTimeOffset now)
    {
        var busy = LogGenerator.Recipient(round);
        var rare = LogGenerator.Recipient(29_000 + round);
        yield return ("newest, no condition", new());
        yield return ("recipient, busy", new() { Recipient = busy });
        yield return ("recipient, rare", new() { Recipient = rare });
        yield return ("recipient, unknown", new() { Recipient = $"nobody{round}@example.org" });
        yield return ("recipient domain, large: *@example.org", new() { Recipient = "*@example.org" });
        yield return ("recipient domain, small: *@branch11...", new() { Recipient = "*@branch11.example.org" });
        yield return ("recipient domain, unknown", new() { Recipient = $"*@elsewhere{round}.example.com" });
        yield return ("recipient begins: anna.meier*", new() { Recipient = busy[..busy.IndexOf('@', StringComparison.Ordinal)] + "*" });
        yield return ("recipient holds: *meier1*", new() { Recipient = $"*{(round % 2 == 0 ? "zimmermann" : "friedrich")}{round % 20}*" });
        yield return ("sender, busy", new() { Sender = LogGenerator.Sender(round + 2) });
        yield return ("sender, rare", new() { Sender = LogGenerator.Sender(480_000 + round) });
        yield return ("sender, unknown", new() { Sender = $"nobody{round}@nowhere.example" });
        yield return ("sender, null", new() { Sender = "" });
        yield return ("sender domain, large: *@bigmail.example", new() { Sender = "*@bigmail.example" });
        yield return ("sender domain, small", new() { Sender = $"*@{LogGenerator.SenderDomain(100_004 + (round * 12))}" });
        yield return ("sender both ends: *voice.1*", new() { Sender = $"*voice.{round + 1}*" });
        yield return ("subject holds, common: *invoice*", new() { Subject = "*invoice*" });
        yield return ("subject holds, rare: *4711...*", new() { Subject = string.Create(CultureInfo.InvariantCulture, $"*{471_100 + round}*") });
        yield return ("subject holds, unknown", new() { Subject = $"*xylophone{round}*" });
        yield return ("subject begins: Re: contract*", new() { Subject = "re: contract*" });
        yield return ("subject holds two letters: *q*", new() { Subject = "*q*" });
        yield return ("subject holds two letters, unknown: *zq*", new() { Subject = "*zq*" });
        yield return ("subject, other script: *お知らせ*", new() { Subject = "*お知らせ*" });
        yield return ("Message-ID, found", new() { MessageIdHeader = $"unknown-{round}@nowhere.example" });
        yield return ("client, busy", new() { ClientAddress = LogGenerator.Client(round) });
        yield return ("client, rare", new() { ClientAddress = LogGenerator.Client(59_000 + round) });
        yield return ("client, unknown", new() { ClientAddress = $"203.0.113.{round}" });
        foreach (var disposition in new[] { Disposition.Deliver, Disposition.Hold, Disposition.Quarantine, Disposition.Reject, Disposition.Delete })
            yield return ($"disposition {disposition}", new() { Disposition = disposition });
        foreach (var status in Enum.GetValues<RecipientStatus>())
            yield return ($"state {status}", new() { Status = status });
        yield return ("refused only", new() { Refused = true });
        yield return ("nothing refused", new() { Refused = false });
        yield return ("refused, one client", new() { Refused = true, ClientAddress = LogGenerator.Client(round * 7) });
        yield return ("one day, twelve days ago", new() { Since = now.AddDays(-12), Until = now.AddDays(-11) });
        yield return ("one hour, twenty days ago, one recipient", new() { Since = now.AddDays(-20), Until = now.AddDays(-20).AddHours(1), Recipient = busy });
        yield return ("since an hour, subject unknown", new() { Since = now.AddHours(-1), Subject = $"*xylophone{round}*" });
        yield return ("recipient and sender domain", new() { Recipient = busy, Sender = "*@bigmail.example" });
        yield return ("large domain to small domain", new() { Sender = "*@bigmail.example", Recipient = "*@branch11.example.org" });
        yield return ("large domain and subject, rare", new() { Recipient = "*@example.org", Subject = string.Create(CultureInfo.InvariantCulture, $"*{580_000 + round}*") });
        yield return ("large domain, bounced", new() { Sender = "*@freemail.example", Status = RecipientStatus.Bounced });
        yield return ("delivered by the policy, and bounced", new() { Disposition = Disposition.Deliver, Status = RecipientStatus.Bounced });
        yield return ("delivered by the policy, and deleted", new() { Disposition = Disposition.Deliver, Status = RecipientStatus.Deleted });
        yield return ("subject and disposition", new() { Subject = "*payment*", Disposition = Disposition.Hold });
        yield return ("two that are common and never meet", new() { Sender = "*@bigmail.example", Subject = "*invoice*", Recipient = "*@example.org", Status = RecipientStatus.Queued });
        yield return ("page of 10,000", new() { Limit = 10_000 });
    }
}
