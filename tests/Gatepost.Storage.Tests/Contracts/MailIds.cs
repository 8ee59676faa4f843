using Gatepost.Gateway.Messages;

namespace Gatepost.Storage.Tests.Contracts;

/// <summary>Ids of a chosen time.</summary>
internal static class MailIds
{
    public static MailId At(DateTimeOffset time) => new(Guid.CreateVersion7(time));
}
