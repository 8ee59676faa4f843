using System.Collections.Frozen;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Tests.Delivery;

public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(4, 40)]
    [InlineData(7, 240)]
    [InlineData(8, 240)]
    [InlineData(1_000, 240)]
    public async Task Waits_grow_and_the_last_one_repeats(int attempts, int minutes)
    {
        await using var gateway = new DeliveryHarness([]);
        var entry = await EntryAsync(gateway, "a@x.test");
        var next = Schedule(new RetryProfile()).Next(entry, After(attempts), null, Noon)!.Value - Noon;
        Assert.InRange(next.TotalMinutes, minutes * 0.9, minutes * 1.1);
    }

    [Fact]
    public async Task Waits_are_spread_so_that_what_failed_together_does_not_come_back_together()
    {
        await using var gateway = new DeliveryHarness([]);
        var entry = await EntryAsync(gateway, "a@x.test");
        var random = new Random(1);
        Assert.True(Enumerable.Range(0, 50).Select(_ => new RetrySchedule(new(), random).Next(entry, After(1), null, Noon)).Distinct().Count() > 40);
    }

    [Fact]
    public async Task Recipients_of_one_attempt_come_back_together_or_a_message_to_a_thousand_would_be_sent_a_thousand_times()
    {
        await using var gateway = new DeliveryHarness([]);
        var entry = await EntryAsync(gateway, "a@x.test");
        var schedule = Schedule(new RetryProfile());
        Assert.Single(Enumerable.Range(0, 50).Select(_ => schedule.Next(entry, After(1), null, Noon)).Distinct());
    }

    [Fact]
    public async Task The_last_attempt_is_at_the_end_of_the_life_and_then_it_is_given_up()
    {
        await using var gateway = new DeliveryHarness([]);
        var entry = await EntryAsync(gateway, "a@x.test");
        var schedule = Schedule(new() { MaximumLife = TimeSpan.FromHours(1) });
        Assert.Equal(Noon.AddHours(1), schedule.Next(entry, After(7), null, Noon.AddMinutes(59)));
        Assert.Null(schedule.Next(entry, After(7), null, Noon.AddHours(1)));
    }

    [Fact]
    public async Task A_bounce_lives_shorter()
    {
        await using var gateway = new DeliveryHarness([]);
        var schedule = Schedule(new RetryProfile());
        Assert.Equal(Noon.AddDays(1), schedule.ExpiryOf(await EntryAsync(gateway, null), After(1)));
        Assert.Equal(Noon.AddDays(5), schedule.ExpiryOf(await EntryAsync(gateway, "a@x.test"), After(1)));
    }

    [Fact]
    public async Task A_destination_that_is_left_alone_is_not_tried_before_its_time()
    {
        await using var gateway = new DeliveryHarness([]);
        var entry = await EntryAsync(gateway, "a@x.test");
        Assert.Equal(Noon.AddMinutes(15), Schedule(new RetryProfile()).Next(entry, After(1), Noon.AddMinutes(15), Noon));
        Assert.True(Schedule(new RetryProfile()).Next(entry, After(1), Noon.AddMinutes(1), Noon) > Noon.AddMinutes(4));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 8)]
    [InlineData(5, 15)]
    [InlineData(int.MaxValue, 15)]
    public void The_back_off_of_a_destination_doubles_up_to_its_limit(int failures, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), RetrySchedule.BackOff(new DeliveryLimits(), failures));

    [Fact]
    public async Task What_a_person_held_lives_from_its_release()
    {
        await using var gateway = new DeliveryHarness([]);
        var released = After(1) with { QueuedSince = Noon.AddDays(30) };
        Assert.Equal(Noon.AddDays(35), Schedule(new RetryProfile()).ExpiryOf(await EntryAsync(gateway, "a@x.test"), released));
        Assert.False(Schedule(new RetryProfile()).IsLate(await EntryAsync(gateway, "a@x.test"), released, Noon, Noon.AddDays(30)));
    }

    [Theory]
    [InlineData(false, 0, 3, false)]
    [InlineData(false, 3, 4, true)]
    [InlineData(false, 5, 6, true)]
    [InlineData(true, 4, 8, false)]
    [InlineData(true, 20, 24, true)]
    [InlineData(true, 24, 28, false)]
    [InlineData(true, 40, 60, true)]
    [InlineData(true, 60, 64, false)]
    public async Task Each_age_of_the_profile_is_told_once(bool wasTold, int before, int now, bool isLate)
    {
        await using var gateway = new DeliveryHarness([]);
        var profile = new RetryProfile { DelayNotices = [TimeSpan.FromHours(4), TimeSpan.FromHours(24), TimeSpan.FromHours(48)] };
        var state = After(1) with { DelayTold = wasTold };
        Assert.Equal(isLate, Schedule(profile).IsLate(await EntryAsync(gateway, "a@x.test"), state, Noon.AddHours(before), Noon.AddHours(now)));
    }

    [Fact]
    public void A_route_has_the_profile_that_it_names_and_its_own_life()
    {
        var settings = new DeliverySettings { Profiles = new Dictionary<string, RetryProfile> { ["quick"] = new() { RetryAfter = [TimeSpan.FromSeconds(5)] } }.ToFrozenDictionary() };
        var route = DeliveryHarness.Route("*", 25);
        Assert.Same(settings, settings.ProfileOf(null));
        Assert.Same(settings, settings.ProfileOf(route));
        Assert.Equal(TimeSpan.FromSeconds(5), settings.ProfileOf(route with { Retry = "quick" }).RetryAfter[0]);
        var own = settings.ProfileOf(route with { Retry = "quick", MaximumLife = TimeSpan.FromHours(1) });
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)), (own.RetryAfter[0], own.MaximumLife));
    }

    private static RecipientUpdate After(int attempts) =>
        new() { Recipient = 0, Status = RecipientStatus.Queued, At = Noon, Attempts = attempts, QueuedSince = Noon };

    private static RetrySchedule Schedule(RetryProfile profile) => new(profile, new Random(1));

    private static Task<SpoolEntry> EntryAsync(DeliveryHarness gateway, string? sender) => gateway.SubmitAsync(sender, "b@x.test");
}
