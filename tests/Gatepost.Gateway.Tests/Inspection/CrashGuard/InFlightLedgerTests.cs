using System.Security.Cryptography;
using Gatepost.Gateway.Inspection.CrashGuard;
using Gatepost.Gateway.Messages;
using Gatepost.Testing.Disk;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Inspection.CrashGuard;

/// <summary>A poison message costs two deaths at most, and its innocent neighbours nothing but a child process.</summary>
public sealed class InFlightLedgerTests
{
    private static readonly byte[] Poison = SHA256.HashData("poison"u8);
    private static readonly byte[] Innocent = SHA256.HashData("innocent"u8);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private FaultyDisk _disk = new();

    [Fact]
    public void A_first_start_finds_nothing()
    {
        var ledger = Start(out var start);
        Assert.Equal(new CrashGuardStart(Died: false, InFlight: 0, RecentDeaths: 0), start);
        Assert.Equal(InspectionPlace.InProcess, ledger.Judge(Poison));
    }

    [Fact]
    public void One_death_sends_the_content_to_a_child_process_and_two_set_it_aside()
    {
        var ledger = Start(out _);
        ledger.Enter(MailId.New(_time), Poison);
        Leave(ledger, Innocent);

        ledger = Kill(out var start);
        Assert.Equal(new CrashGuardStart(Died: true, InFlight: 1, RecentDeaths: 1), start);
        Assert.Equal(InspectionPlace.ChildProcess, ledger.Judge(Poison));
        Assert.Equal(InspectionPlace.InProcess, ledger.Judge(Innocent));

        ledger.Enter(MailId.New(_time), Poison);
        ledger = Kill(out start);
        Assert.Equal(2, start.RecentDeaths);
        Assert.Equal(InspectionPlace.SetAside, ledger.Judge(Poison));
        Assert.Equal(InspectionPlace.InProcess, ledger.Judge(Innocent));
    }

    [Fact]
    public void A_content_that_went_in_twice_is_in_flight_until_it_came_out_twice()
    {
        var ledger = Start(out _);
        var id = MailId.New(_time);
        ledger.Enter(id, Poison);
        ledger.Enter(id, Poison);
        ledger.Leave(id);
        ledger = Kill(out var start);
        Assert.Equal(1, start.InFlight);
        ledger.Enter(id, Poison);
        ledger.Enter(id, Poison);
        ledger.Leave(id);
        ledger.Leave(id);
        Kill(out start);
        Assert.Equal(0, start.InFlight);
    }

    [Fact]
    public void A_clean_stop_blames_nobody()
    {
        for (var run = 0; run < 3; run++)
        {
            var ledger = Start(out var start);
            Assert.False(start.Died);
            ledger.Enter(MailId.New(_time), Poison);
            ledger.Dispose();
            _disk = _disk.AfterKill();
        }
        Assert.Equal(InspectionPlace.InProcess, Start(out _).Judge(Poison));
    }

    [Fact]
    public void More_than_two_deaths_in_ten_minutes_send_everything_to_a_child_process_for_a_while()
    {
        Start(out _);
        Kill(out _);
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(InspectionPlace.InProcess, Kill(out _).Judge(Innocent));
        _time.Advance(TimeSpan.FromMinutes(3));
        var ledger = Kill(out var start);
        Assert.Equal(3, start.RecentDeaths);
        Assert.Equal(0, start.InFlight);
        Assert.Equal(InspectionPlace.ChildProcess, ledger.Judge(Innocent));
        _time.Advance(TimeSpan.FromMinutes(4.1));
        Assert.Equal(InspectionPlace.InProcess, ledger.Judge(Innocent));
    }

    [Fact]
    public void Three_deaths_over_half_an_hour_change_nothing_for_others()
    {
        Start(out _);
        var ledger = Kill(out _);
        for (var death = 0; death < 2; death++)
        {
            _time.Advance(TimeSpan.FromMinutes(11));
            ledger = Kill(out _);
        }
        Assert.Equal(InspectionPlace.InProcess, ledger.Judge(Innocent));
    }

    [Fact]
    public void The_same_content_in_two_messages_counts_once_a_death()
    {
        var ledger = Start(out _);
        ledger.Enter(MailId.New(_time), Poison);
        ledger.Enter(MailId.New(_time), Poison);
        Assert.Equal(InspectionPlace.ChildProcess, Kill(out var start).Judge(Poison));
        Assert.Equal(1, start.InFlight);
    }

    [Fact]
    public void A_content_is_forgotten_a_week_after_its_last_death()
    {
        var ledger = Start(out _);
        ledger.Enter(MailId.New(_time), Poison);
        Kill(out _);
        _time.Advance(TimeSpan.FromDays(6));
        Assert.Equal(InspectionPlace.ChildProcess, Kill(out _).Judge(Poison));
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(InspectionPlace.InProcess, Kill(out _).Judge(Poison));
    }

    [Fact]
    public void The_ledger_stays_small_and_forgets_nobody_who_is_in_flight()
    {
        var ledger = Start(out _);
        ledger.Enter(MailId.New(_time), Poison);
        for (var message = 0; message < 20_000; message++)
            Leave(ledger, Innocent);
        Assert.InRange(_disk.Peek("crash-guard/in-flight")!.Length, 56, 1_048_576 + 56);
        Assert.Equal(InspectionPlace.ChildProcess, Kill(out var start).Judge(Poison));
        Assert.Equal(1, start.InFlight);
    }

    [Fact]
    public void A_mark_that_the_death_tore_and_rubbish_are_passed_over()
    {
        var ledger = Start(out _);
        ledger.Enter(MailId.New(_time), Poison);
        ledger.Enter(MailId.New(_time), Innocent);
        var octets = _disk.Peek("crash-guard/in-flight")!;
        for (var length = 0; length <= octets.Length; length++)
        {
            _disk.Put("crash-guard/in-flight", octets.AsSpan(0, length));
            _disk = _disk.AfterKill();
            Start(out var start);
            Assert.Equal(length >= 56, start.Died);
            Assert.Equal(Math.Max(0, (length / 56) - 1), start.InFlight);
            _disk = new FaultyDisk();
            Start(out _);
        }
    }

    [Fact]
    public void Any_failure_of_the_disk_is_a_warning_and_nothing_more()
    {
        for (var number = 1; number < 40; number++)
        {
            _disk = new FaultyDisk();
            Start(out _).Enter(MailId.New(_time), Innocent);
            _disk = _disk.AfterKill();
            var (before, bad) = (_disk.Calls, number);
            _disk.Faults = call => call.Number - before == bad ? DiskFault.Torn : DiskFault.None;
            var ledger = Start(out _);
            var id = MailId.New(_time);
            ledger.Enter(id, Poison);
            Assert.NotEqual(InspectionPlace.SetAside, ledger.Judge(Poison));
            ledger.Leave(id);
            ledger.Stop();
        }
    }

    [Fact]
    public void A_death_is_counted_once_even_when_the_process_dies_again_while_it_takes_note()
    {
        var ledger = Start(out _);
        ledger.Enter(MailId.New(_time), Poison);
        _disk = _disk.AfterKill();
        var before = _disk.Calls;
        _disk.Faults = call => call.Number > before && call.Path.EndsWith("in-flight.new", StringComparison.Ordinal) ? DiskFault.PowerCut : DiskFault.None;
        Start(out _);
        Assert.True(_disk.IsOff);
        Assert.Equal(InspectionPlace.ChildProcess, Kill(out _).Judge(Poison));
    }

    private static void Leave(InFlightLedger ledger, byte[] content)
    {
        var id = new MailId(Guid.NewGuid());
        ledger.Enter(id, content);
        ledger.Leave(id);
    }

    private InFlightLedger Kill(out CrashGuardStart start)
    {
        _disk = _disk.AfterKill();
        return Start(out start);
    }

    private InFlightLedger Start(out CrashGuardStart start)
    {
        var ledger = new InFlightLedger(_disk, new CrashGuardLimits(), _time, NullLogger<InFlightLedger>.Instance);
        start = ledger.Start();
        return ledger;
    }
}
