namespace Gatepost.Gateway.Delivery;

/// <summary>Bounds of delivery that no administrator has had a reason to change; what they do change stands in <see cref="DeliverySettings"/>.</summary>
public sealed record DeliveryLimits
{
    /// <summary>Recipients of one transaction. RFC 5321 section 4.5.3.1.8: every server takes 100.</summary>
    public int RecipientsPerTransaction { get; init; } = 100;

    /// <summary>Addresses of one destination that are tried in one attempt; Postfix's smtp_mx_address_limit is 5. Stops a domain with a thousand dead MX hosts.</summary>
    public int AddressesPerAttempt { get; init; } = 8;

    /// <summary>Mail server names of one destination that are looked up in one attempt: a domain of a stranger's may list hundreds, without an address each.</summary>
    public int NamesPerAttempt { get; init; } = 8;

    /// <summary>
    /// After this no further host of a destination is tried in the same attempt. RFC 5321's time-outs alone let a tarpit hold a connection for forty minutes,
    /// and eight of them in a row for five hours.
    /// </summary>
    public TimeSpan AttemptTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a connection waits for further mail. Servers drop idle clients after minutes; ten seconds serve a burst and burden nobody.</summary>
    public TimeSpan IdleConnection { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections that wait, all destinations together.</summary>
    public int IdleConnections { get; init; } = 100;

    /// <summary>Messages over one connection: servers refuse more than some hundred, and a fresh connection spreads load over a name's addresses.</summary>
    public int MessagesPerConnection { get; init; } = 100;

    /// <summary>How old a connection may be when it takes a further message; Postfix's smtp_connection_reuse_time_limit. A name's addresses change, and so do its servers' loads.</summary>
    public TimeSpan ConnectionAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Messages that one destination is served in a row while others wait for a connection.</summary>
    public int MessagesPerTurn { get; init; } = 50;

    /// <summary>Connections to a destination that has not answered yet; Postfix's initial_destination_concurrency. A dead one is not met by all of them.</summary>
    public int FirstConnections { get; init; } = 5;

    /// <summary>
    /// Share of all connections that destinations of one kind (named by the administrator, or found in DNS) may take. A stranger's tarpits, of which
    /// one spam run that bounces finds hundreds, would else hold every connection for minutes, and the organisation's own servers get no mail.
    /// </summary>
    public double ShareOfOneKind { get; init; } = 0.75;

    /// <summary>First wait before a destination that could not be reached is tried again; it doubles up to <see cref="LongestBackOff"/>.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest such wait: a server that comes back is found within a quarter of an hour.</summary>
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>After so long without mail nobody knows any more how many connections a destination bears, and we begin small again.</summary>
    public TimeSpan WindowMemory { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Destinations without mail whose state is still remembered: some 500 octets each.</summary>
    public int RememberedDestinations { get; init; } = 10_000;

    /// <summary>Largest message that is made seven-bit for an old server, for which it lies in memory; larger ones are treated as those that cannot be converted.</summary>
    public int ConvertedOctets { get; init; } = 33_554_432;

    /// <summary>
    /// Octets of all messages that are made seven-bit at the same moment; further ones wait. A conversion needs up to eight times its message (the octets, the new ones three times as long for text of another script, the reading of
    /// both to compare them), 250 MB at this bound, whatever the number of connections. As large as the largest single one, so that none waits for ever.
    /// </summary>
    public long ConvertedOctetsAtOnce { get; init; } = 33_554_432;

    /// <summary>Converted messages up to this size stay in memory while they are sent, one a connection at most; for larger ones a file is cheaper than memory that waits for a slow next hop.</summary>
    public int ConvertedOctetsInMemory { get; init; } = 262_144;

    /// <summary>Of a larger message: octets of its beginning in which the end of its own header is sought, as many as a header block may have on its way in.</summary>
    public int HeaderOctets { get; init; } = 1_048_576;

    /// <summary>Octets of the original header block that a DSN quotes.</summary>
    public int QuotedHeaderOctets { get; init; } = 65_536;

    /// <summary>Largest message that a DSN returns whole (RET=FULL); Postfix's bounce_size_limit is 50,000.</summary>
    public int QuotedMessageOctets { get; init; } = 50_000;

    /// <summary>Wait before our own disk, which could not note an outcome, is tried again; it doubles up to half a minute.</summary>
    public TimeSpan DiskRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait after a fault of our own while an outcome was noted (an exception that nobody expected) before the message is tried again.</summary>
    public TimeSpan FaultRetry { get; init; } = TimeSpan.FromMinutes(5);
}
