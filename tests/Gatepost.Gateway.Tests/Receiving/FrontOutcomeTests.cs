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

    private static FrontOutcome AtListener(params RecipientDecision[] recipients) =>
        FrontOutcomes.AtSpoolingListener(Id, new Decision(1, [.. recipients]), MixedRejection.Quarantine, isRelayClient: false);

    private static RecipientDecision Of(Disposition disposition, string? reason = null) => new() { Disposition = disposition, Reason = reason };
}
