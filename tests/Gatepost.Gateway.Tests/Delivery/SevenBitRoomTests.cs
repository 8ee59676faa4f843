using System.Text;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Delivery.Transports;
using Gatepost.Mail.Smtp;
using Gatepost.Testing.Disk;
using Gatepost.Testing.NextHops;
using Gatepost.Testing.Servers;

namespace Gatepost.Gateway.Tests.Delivery;

/// <summary>Conversions to seven bit have one bound in memory for all of them, and a slow next hop holds none of it.</summary>
public sealed class SevenBitRoomTests
{
    private const string EightBit = "Subject: hi\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n";

    private readonly SevenBitRoom _room = new(new FaultyDisk(), new DeliveryLimits { ConvertedOctetsAtOnce = 100 });

    [Fact]
    public async Task Who_comes_when_it_is_full_waits_in_order()
    {
        var first = await _room.EnterAsync(60, default);
        var second = _room.EnterAsync(60, default).AsTask();
        var third = _room.EnterAsync(10, default).AsTask();
        Assert.Equal(2, _room.Waiting);
        Assert.False(second.IsCompleted || third.IsCompleted);
        first.Dispose();
        first.Dispose();
        (await second).Dispose();
        (await third).Dispose();
        Assert.Equal(0, _room.Waiting);
    }

    [Fact]
    public async Task Who_gives_up_makes_way()
    {
        using var stop = new CancellationTokenSource();
        using var first = await _room.EnterAsync(60, default);
        var second = _room.EnterAsync(60, stop.Token).AsTask();
        var third = _room.EnterAsync(10, default).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        (await third).Dispose();
    }

    [Fact]
    public async Task One_that_is_larger_than_all_of_it_goes_in_alone()
    {
        var alone = await _room.EnterAsync(1_000, default);
        var next = _room.EnterAsync(1, default).AsTask();
        Assert.Equal(1, _room.Waiting);
        alone.Dispose();
        (await next).Dispose();
    }

    [Fact]
    public void Large_results_lie_in_a_file_until_they_are_let_go()
    {
        var disk = new FaultyDisk();
        disk.CreateFolder("spool/incoming");
        var room = new SevenBitRoom(disk, new DeliveryLimits { ConvertedOctetsInMemory = 3 });
        using (var small = room.Keep("abc"u8.ToArray()))
        {
            Assert.Equal("abc", Text(small));
            Assert.Empty(disk.List("spool/incoming"));
        }
        using (var large = room.Keep("abcd"u8.ToArray()))
        {
            Assert.Single(disk.List("spool/incoming"));
            Assert.Equal(("abcd", "abcd", 4L), (Text(large), Text(large), large.Content.ExactLength));
        }
        Assert.Empty(disk.List("spool/incoming"));
    }

    [Fact]
    public async Task A_next_hop_that_is_slow_holds_up_nobody_elses_conversion()
    {
        await using var slow = new ScriptedNextHop("S: 220 hop\nC: EHLO gw.test\nS: 250 hop\nC: MAIL *\nS: 250 ok\nC: RCPT *\nS: 250 ok\nC: DATA\nS: 354 go\ncontent\nsilence");
        await using var sink = SmtpSink.Start(new SinkBehaviour { Extensions = ["SIZE"] });
        await using var gateway = new DeliveryHarness(
            [DeliveryHarness.Route("slow.test", slow.EndPoint.Port), DeliveryHarness.Route("x.test", sink.Port)], limits: new DeliveryLimits { ConvertedOctetsAtOnce = 1, ConvertedOctetsInMemory = 1 });
        await gateway.StartAsync();
        await gateway.SubmitAsync(gateway.EnvelopeOf(null, DeliveryHarness.To("a@slow.test", DsnNotify.Never)), EightBit);
        await Wait.UntilAsync(() => slow.Contents.Count == 1, TimeSpan.FromSeconds(60), "the slow next hop has the content");

        await gateway.FinishedAsync(await gateway.SubmitAsync(gateway.EnvelopeOf(null, DeliveryHarness.To("b@x.test", DsnNotify.Never)), EightBit));

        Assert.Contains("Gr=C3=BC=C3=9Fe\r\n", Assert.Single(sink.Messages).Text, StringComparison.Ordinal);
        Assert.Contains("Gr=C3=BC=C3=9Fe\r\n", Assert.Single(slow.Contents), StringComparison.Ordinal);
    }

    private static string Text(KeptContent kept)
    {
        using var reader = new StreamReader(kept.Content.Open(), Encoding.ASCII);
        return reader.ReadToEnd();
    }
}
