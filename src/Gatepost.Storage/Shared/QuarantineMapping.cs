using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Quarantine;

namespace Gatepost.Storage.Shared;

/// <summary>Between the contract's record and the row of the database.</summary>
internal static class QuarantineMapping
{
    public static QuarantineRow ToRow(QuarantinedMail mail) => new()
    {
        MailId = mail.MailId.Value,
        Recipient = mail.Recipient,
        Address = mail.Address,
        AddressKey = SearchText.Fold(mail.Address),
        Sender = mail.Sender,
        SenderKey = SearchText.Fold(mail.Sender),
        Subject = mail.Subject,
        SubjectKey = mail.Subject is null ? null : SearchText.Fold(mail.Subject),
        Area = mail.Area,
        Rule = mail.Rule,
        Reason = mail.Reason,
        Size = mail.Size,
        ContentKey = mail.ContentKey,
        At = mail.At.ToUnixTimeMilliseconds(),
        ExpiresAt = mail.ExpiresAt.ToUnixTimeMilliseconds(),
        ReleasedAs = mail.Claim?.ReleasedAs.Value,
        ReleaseNote = mail.Claim?.Note,
        ClaimNode = mail.Claim?.Node,
        ReleaseCommitted = mail.Claim?.IsCommitted ?? false,
        ArrivingOn = mail.ArrivingOn,
    };

    public static QuarantinedMail ToMail(QuarantineRow row, string record) => new()
    {
        MailId = new MailId(row.MailId),
        Recipient = row.Recipient,
        Address = row.Address,
        Sender = row.Sender,
        Subject = row.Subject,
        Area = row.Area,
        Rule = row.Rule,
        Reason = row.Reason,
        Size = row.Size,
        ContentKey = row.ContentKey,
        Record = record,
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.At),
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt),
        Claim = row.ReleasedAs is { } id ? new QuarantineClaim(new MailId(id), row.ReleaseNote ?? "", row.ClaimNode ?? "", row.ReleaseCommitted) : null,
        ArrivingOn = row.ArrivingOn,
    };
}
