using System.Net;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Receiving;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp;

namespace Gatepost.Gateway.Tests.Receiving;

public sealed class TraceHeaderTests
{
    private static readonly MailId Id = new(Guid.Parse("0197a0b0-0000-7000-8000-000000000001"));

    private static readonly Envelope Plain = new()
    {
        Listener = "mx",
        ClientAddress = IPAddress.Parse("192.0.2.7"),
        Helo = "client.example",
        IsExtended = true,
        Recipients = [new EnvelopeRecipient(new EmailAddress("a", "example.org"))],
        ReceivedAt = new DateTimeOffset(2026, 3, 1, 4, 5, 6, TimeSpan.Zero),
    };

    [Fact]
    public void The_field_names_client_protocol_id_recipient_and_time() => Assert.Equal(
        "Received: from client.example ([192.0.2.7])\r\n\tby mx.example (Gatepost) with ESMTP\r\n\tid 0197a0b0-0000-7000-8000-000000000001"
        + "\r\n\tfor <a@example.org>;\r\n\tSun, 1 Mar 2026 04:05:06 +0000\r\n",
        TraceHeader.Received(Id, Plain, "mx.example"));

    [Fact]
    public void Tls_is_named_with_version_and_cipher()
    {
        var field = TraceHeader.Received(Id, Plain with { Tls = new TlsState("TLSv1.3", "TLS_AES_256_GCM_SHA384", false) }, "mx.example");
        Assert.Contains("with ESMTPS\r\n", field, StringComparison.Ordinal);
        Assert.Contains("(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384)", field, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_recipients_are_not_named_so_that_no_blind_copy_shows()
    {
        var two = Plain with { Recipients = [Plain.Recipients[0], new EnvelopeRecipient(new EmailAddress("b", "example.org"))] };
        Assert.DoesNotContain("for <", TraceHeader.Received(Id, two, "mx.example"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x)\r\n\tby trusted.example with ESMTPS; (")]
    [InlineData("x; Mon, 1 Jan 2001 00:00:00 +0000")]
    [InlineData("x\0y")]
    public void A_hostile_helo_cannot_forge_the_rest_of_the_field(string helo)
    {
        var field = TraceHeader.Received(Id, Plain with { Helo = helo }, "mx.example");
        Assert.Equal(4, field.AsSpan().Count("\r\n\t") );
        Assert.Equal(1, field.AsSpan().Count(';'));
        Assert.DoesNotContain('\0', field);
    }

    [Fact]
    public void A_non_ascii_recipient_stands_only_in_the_trace_of_an_smtputf8_message()
    {
        var unicode = Plain with { Recipients = [new EnvelopeRecipient(new EmailAddress("用户", "example.org"))] };
        Assert.DoesNotContain("用户", TraceHeader.Received(Id, unicode, "mx.example"), StringComparison.Ordinal);
        Assert.Contains("for <用户@example.org>", TraceHeader.Received(Id, unicode with { SmtpUtf8 = true }, "mx.example"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true, false, "ESMTPSA")]
    [InlineData(true, false, false, "ESMTPA")]
    [InlineData(true, true, true, "UTF8SMTPSA")]
    [InlineData(false, true, false, "SMTPS")]
    public void An_authenticated_client_shows_in_the_protocol(bool extended, bool tls, bool utf8, string expected)
    {
        var envelope = Plain with
        {
            IsExtended = extended,
            Tls = tls ? new TlsState("TLSv1.3", "x", false) : null,
            SmtpUtf8 = utf8,
            Client = new ClientIdentity { Account = "printer" },
        };
        Assert.Contains($" with {expected}\r\n", TraceHeader.Received(Id, envelope, "mx.example"), StringComparison.Ordinal);
        Assert.DoesNotContain("printer", TraceHeader.Received(Id, envelope, "mx.example"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_field_names_who_brought_the_message_and_not_for_whom()
    {
        var forwarded = Plain with { Client = new ClientIdentity { Name = "spike.example", ForwardedBy = new ForwardingServer(IPAddress.Loopback, "mta.example", "4B2F") } };
        Assert.StartsWith("Received: from mta.example ([127.0.0.1])\r\n", TraceHeader.Received(Id, forwarded, "mx.example"), StringComparison.Ordinal);
        var stated = Plain with { Client = new ClientIdentity { Name = "spike.example" } };
        Assert.StartsWith("Received: from client.example (spike.example [192.0.2.7])\r\n", TraceHeader.Received(Id, stated, "mx.example"), StringComparison.Ordinal);
    }
}
