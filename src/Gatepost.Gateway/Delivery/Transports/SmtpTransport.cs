using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Delivery.Routing;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery.Transports;

/// <summary>Delivery by SMTP: an idle connection if there is one, else the destination's hosts in order until one takes the mail.</summary>
internal sealed class SmtpTransport(
    NextHopResolver resolver, NextHopProfiles profiles, SmtpConnector connector, ConnectionCache cache, SevenBitRoom room, IFailpoints failpoints, DeliveryLimits limits,
    TimeProvider time) : ITransport
{
    private readonly SmtpSendHooks _hooks = new(
        () => failpoints.Hit(FailpointNames.BeforeNextHopReply), () => failpoints.Hit(FailpointNames.AfterNextHopReply));

    public async Task<AttemptResult> DeliverAsync(
        DeliveryJob job, Destination destination, EditedMessage message, CancellationToken cancellationToken)
    {
        using var outgoing = new OutgoingContent(message, job.Entry.Record.Envelope, destination.Route!.EightBit, room);
        var attempt = new SmtpAttempt(job, outgoing, _hooks, limits);
        try
        {
            if (cache.Take(destination.Key) is { } idle)
                await UseIdleAsync(attempt, destination, idle, cancellationToken);
            return attempt.IsDone ? attempt.Result(null) : await TryHostsAsync(attempt, destination, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && attempt.Settled() is not null)
        {
            // A transaction of a hundred recipients was answered before the cut: forgotten, its 250 would be a second delivery.
            return attempt.Settled()!;
        }
    }

    private async Task UseIdleAsync(SmtpAttempt attempt, Destination destination, SmtpClientConnection idle, CancellationToken cancellationToken)
    {
        if (await idle.ResetAsync(cancellationToken))
            await SendAsync(attempt, destination, idle, cancellationToken);
        else
            await idle.DisposeAsync();
    }

    private async Task<AttemptResult> TryHostsAsync(SmtpAttempt attempt, Destination destination, CancellationToken cancellationToken)
    {
        var (profile, missing) = profiles.Of(destination);
        if (profile is null)
            return WithoutHosts(attempt, destination, missing!);
        var (hops, failure) = await resolver.ResolveAsync(destination, cancellationToken);
        if (failure is not null)
            return WithoutHosts(attempt, destination, failure);
        var started = time.GetTimestamp();
        var reached = false;
        foreach (var hop in hops)
        {
            var (connection, trouble) = await connector.ConnectAsync(hop, profile, cancellationToken);
            if (connection is null)
            {
                attempt.NoteTrouble(trouble!, hop.ToString());
                if (time.GetElapsedTime(started) > limits.AttemptTime)
                    break;
                continue;
            }
            reached = true;
            await SendAsync(attempt, destination, connection, cancellationToken);
            if (attempt.IsDone || time.GetElapsedTime(started) > limits.AttemptTime)
                break;
        }
        return attempt.Result(reached ? null : attempt.TroubleText);
    }

    private async Task SendAsync(SmtpAttempt attempt, Destination destination, SmtpClientConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await attempt.SendAsync(connection, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await cache.ReturnAsync(destination.Key, connection, cancellationToken);
    }

    private static AttemptResult WithoutHosts(SmtpAttempt attempt, Destination destination, SmtpOutcome failure)
    {
        attempt.SettleRest(failure, destination.Name);
        return attempt.Result(failure.Kind == SmtpOutcomeKind.Deferred ? failure.Words : null);
    }
}
