using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Policies;

public sealed partial class PolicyService
{
    /// <summary>A policy that is in force stays so: all other mail flows, and that of these routes is kept.</summary>
    private void TellOfMissing(PolicyRevision revision, string yaml)
    {
        foreach (var error in References?.Missing(yaml, NameOf(revision)) ?? [])
            Log.CredentialsMissing(_logger, error.ToString());
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "Policy revision {Revision} is in force ({Rules} rules)")]
        public static partial void InForce(ILogger logger, long revision, int rules);

        [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "The policy database does not answer: {Reason}")]
        public static partial void DatabaseAway(ILogger logger, string reason);

        [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "Policy revision {Revision} of this node's disk is in force until the database answers")]
        public static partial void UsingLastGood(ILogger logger, long revision);

        [LoggerMessage(EventId = 4004, Level = LogLevel.Critical, Message = "{Trouble}. Senders are asked to come back (451); the database is asked again")]
        public static partial void NoPolicy(ILogger logger, string trouble);

        [LoggerMessage(EventId = 4005, Level = LogLevel.Warning, Message = "The last good policy is of no use: {Reason}")]
        public static partial void LastGoodUnusable(ILogger logger, string reason);

        [LoggerMessage(EventId = 4006, Level = LogLevel.Warning, Message = "The last good policy could not be written: {Reason}")]
        public static partial void LastGoodNotWritten(ILogger logger, string reason);

        [LoggerMessage(EventId = 4007, Level = LogLevel.Error, Message = "Policy revision {Revision} of the database cannot be read by this program: {Reason}")]
        public static partial void RevisionUnreadable(ILogger logger, long revision, string reason);

        [LoggerMessage(EventId = 4008, Level = LogLevel.Warning, Message = "The database holds no policy, but this node's disk has revision {Revision}: it becomes the first one")]
        public static partial void DatabaseEmptyButLastGoodThere(ILogger logger, long revision);

        [LoggerMessage(EventId = 4009, Level = LogLevel.Warning, Message = "{File} was not put in force, since the database holds revision {Revision} already: \"gatepost config apply\" does that")]
        public static partial void FirstIgnored(ILogger logger, string file, long revision);

        [LoggerMessage(EventId = 4010, Level = LogLevel.Error, Message = "{Mistake}. Mail by this route waits in the queue until gatepost.yaml has them and the gateway was started again")]
        public static partial void CredentialsMissing(ILogger logger, string mistake);
    }
}
