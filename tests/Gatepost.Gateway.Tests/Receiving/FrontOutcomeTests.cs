using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Receiving;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Tests.Receiving;

/// <summary>Each cell of the table "outcome and front" in docs/flow.md.</summary>
public sealed class FrontOutcomeTests
{
    private static readonly MailId Id = MailId.New(TimeProvider.System);

    [Theory]
    [InlineData(Disposition.Deliver, SpoolOutcome.Deliver)]
    [InlineData(Disposition.Hold, SpoolOutcome.Hold)]
    [InlineData(Disposition.Quarantine, SpoolOutcome.Quarantine)]
    [InlineData(Disposition.Delete, SpoolOutcome.Delete)]
    public void A_kept_message_gets_its_outcome_and_a_250(Disposition disposition, SpoolOutcome outcome)
    {
        var front = AtListener(Of(disposition));
        Assert.Null(front.Refusal);
        Assert.Equal(outcome, Assert.Single(front.Copies).Outcome);
    }

    [Fact]
    public void All_rejected_is_a_550_with_the_id_and_nothing_is_kept()
    {
        var front = AtListener(Of(Disposition.Reject, "because of a virus"), Of(Disposition.Reject));
        Assert.Equal(550, front.Refusal!.Code);
        Assert.Contains(Id.ToString(), front.Refusal.Text, StringComparison.Ordinal);
        Assert.Contains("because of a virus", front.Refusal.Text, StringComparison.Ordinal);
        Assert.Empty(front.Copies);
    }

    [Theory]
    [InlineData(Disposition.Deliver)]
    [InlineData(Disposition.Reject)]
    [InlineData(Disposition.Delete)]
    public void One_temporary_failure_is_a_451_for_all(Disposition other)
    {
        var front = AtListener(Of(other), Of(Disposition.TemporaryFailure));
        Assert.Equal(451, front.Refusal!.Code);
        Assert.Empty(front.Copies);
        Assert.NotNull(front.Note);
    }

    [Theory]
    [InlineData(MixedRejection.Quarantine, false, SpoolOutcome.Quarantine, "refused")]
    [InlineData(MixedRejection.Delete, false, SpoolOutcome.Delete, null)]
    [InlineData(MixedRejection.Notify, true, SpoolOutcome.Bounce, null)]
    [InlineData(MixedRejection.Notify, false, SpoolOutcome.Quarantine, "refused")]
    public void Some_rejected_are_carried_out_by_the_setting(MixedRejection mixed, bool isRelayClient, SpoolOutcome outcome, string? area)
    {
        var front = FrontOutcomes.AtSpoolingListener(Id, new Decision(1, [Of(Disposition.Deliver), Of(Disposition.Reject)]), mixed, isRelayClient);
        Assert.Null(front.Refusal);
        var copy = front.Copies.Single(c => c.Recipients.Contains(1));
        Assert.Equal(outcome, copy.Outcome);
        Assert.Equal(area, copy.Area);
        Assert.NotNull(front.Note);
    }

    [Fact]
    public void After_a_250_a_rejection_becomes_quarantine()
    {
        var front = FrontOutcomes.AfterAcceptance(new Decision(1, [Of(Disposition.Reject)]));
        Assert.Null(front.Refusal);
        Assert.Equal(SpoolOutcome.Quarantine, Assert.Single(front.Copies).Outcome);
    }

    [Fact]
    public void After_a_250_a_temporary_failure_goes_on_waiting()
    {
        var front = FrontOutcomes.AfterAcceptance(new Decision(1, [Of(Disposition.TemporaryFailure)]));
        Assert.Equal(SpoolOutcome.AwaitInspection, Assert.Single(front.Copies).Outcome);
    }

    [Fact]
    public void Recipients_with_the_same_outcome_and_edits_share_a_copy_and_others_do_not()
    {
        var tagged = Of(Disposition.Deliver) with { Edits = [new TagSubjectEdit("[x]")] };
        var stripped = Of(Disposition.Deliver) with { Edits = [new StripPartsEdit(["2"], "gone")] };
        var strippedToo = Of(Disposition.Deliver) with { Edits = [new StripPartsEdit(["2"], "gone")] };
        var front = AtListener(Of(Disposition.Deliver), tagged, Of(Disposition.Deliver), stripped, strippedToo);
        Assert.Equal([[0, 2], [1], [3, 4]], front.Copies.Select(c => c.Recipients.ToArray()));
        Assert.Equal([0, 1, 2], front.Copies.Select(c => c.Number));
    }

    [Theory]
    [InlineData(Disposition.Deliver, SpoolOutcome.Deliver, QueueSide.Before)]
    [InlineData(Disposition.Deliver, SpoolOutcome.Deliver, QueueSide.After)]
    [InlineData(Disposition.Hold, SpoolOutcome.Hold, QueueSide.Before)]
    [InlineData(Disposition.Hold, SpoolOutcome.Hold, QueueSide.After)]
    [InlineData(Disposition.Quarantine, SpoolOutcome.Quarantine, QueueSide.Before)]
    [InlineData(Disposition.Quarantine, SpoolOutcome.Quarantine, QueueSide.After)]
    [InlineData(Disposition.Delete, SpoolOutcome.Delete, QueueSide.Before)]
    [InlineData(Disposition.Delete, SpoolOutcome.Delete, QueueSide.After)]
    public void At_a_direct_listener_what_is_kept_gets_its_outcome(Disposition disposition, SpoolOutcome outcome, QueueSide queue)
    {
        // For all recipients, and beside one whose copy differs.
        var front = AtDirect(queue, Of(disposition));
        Assert.Null(front.Refusal);
        Assert.Equal(outcome, Assert.Single(front.Copies).Outcome);
        Assert.Equal(outcome == SpoolOutcome.Deliver, front.Note is not null);
        var mixed = AtDirect(queue, Of(disposition), Of(Disposition.Deliver) with { Edits = [new TagSubjectEdit("[x]")] });
        Assert.Null(mixed.Refusal);
        Assert.Null(mixed.Note);
        Assert.Equal([outcome, SpoolOutcome.Deliver], mixed.Copies.Select(copy => copy.Outcome));
    }

    [Theory]
    [InlineData(QueueSide.Before)]
    [InlineData(QueueSide.After)]
    public void At_a_direct_listener_a_temporary_failure_is_a_451_for_all_whose_mail_server_keeps_the_message(QueueSide queue)
    {
        Assert.Equal(451, AtDirect(queue, Of(Disposition.TemporaryFailure)).Refusal!.Code);
        var mixed = AtDirect(queue, Of(Disposition.Reject), Of(Disposition.TemporaryFailure), Of(Disposition.Deliver));
        Assert.Equal(451, mixed.Refusal!.Code);
        Assert.Empty(mixed.Copies);
    }

    [Fact]
    public void Before_the_queue_all_rejected_is_a_550()
    {
        var front = AtDirect(QueueSide.Before, Of(Disposition.Reject, "because of a virus"), Of(Disposition.Reject));
        Assert.Equal(550, front.Refusal!.Code);
        Assert.Empty(front.Copies);
    }

    [Fact]
    public void After_the_queue_all_rejected_is_quarantined_since_a_550_would_be_a_bounce()
    {
        var front = AtDirect(QueueSide.After, Of(Disposition.Reject), Of(Disposition.Reject));
        Assert.Null(front.Refusal);
        var copy = Assert.Single(front.Copies);
        Assert.Equal((SpoolOutcome.Quarantine, "refused"), (copy.Outcome, copy.Area));
        Assert.NotNull(front.Note);
    }

    [Theory]
    [InlineData(QueueSide.Before, MixedRejection.Quarantine, SpoolOutcome.Quarantine)]
    [InlineData(QueueSide.Before, MixedRejection.Delete, SpoolOutcome.Delete)]
    [InlineData(QueueSide.Before, MixedRejection.Notify, SpoolOutcome.Quarantine)]
    [InlineData(QueueSide.After, MixedRejection.Quarantine, SpoolOutcome.Quarantine)]
    [InlineData(QueueSide.After, MixedRejection.Delete, SpoolOutcome.Quarantine)]
    [InlineData(QueueSide.After, MixedRejection.Notify, SpoolOutcome.Quarantine)]
    public void At_a_direct_listener_some_rejected_are_never_bounced(QueueSide queue, MixedRejection mixed, SpoolOutcome outcome)
    {
        var front = FrontOutcomes.AtDirectListener(Id, new Decision(1, [Of(Disposition.Deliver), Of(Disposition.Reject)]), queue, mixed);
        Assert.Null(front.Refusal);
        Assert.Equal(outcome, front.Copies.Single(copy => copy.Recipients.Contains(1)).Outcome);
        Assert.NotNull(front.Note);
    }

    private static FrontOutcome AtDirect(QueueSide queue, params RecipientDecision[] recipients) =>
        FrontOutcomes.AtDirectListener(Id, new Decision(1, [.. recipients]), queue, MixedRejection.Quarantine);

    private static FrontOutcome AtListener(params RecipientDecision[] recipients) =>
        FrontOutcomes.AtSpoolingListener(Id, new Decision(1, [.. recipients]), MixedRejection.Quarantine, isRelayClient: false);

    private static RecipientDecision Of(Disposition disposition, string? reason = null) => new() { Disposition = disposition, Reason = reason };
}
