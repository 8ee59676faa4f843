namespace Gatepost.EndToEnd.Tests.Policies;

/// <summary>The policies of the scenarios, as an administrator would write them.</summary>
internal static class TestPolicies
{
    private const string Impatient =
        """
        delivery:
          retry-after: [1s, 1s, 2s]
          delay-notice: never
        """;

    /// <summary>No rule at all: everything goes to one next hop, but for mail to a few domains.</summary>
    public static string DeliverAll(int port, params (string Domain, int Port)[] more) =>
        $"""
         gatepost-policy: 1
         internal-domains: [example.org]
         next-hops:
           - to: "*"
             hosts: ["127.0.0.1:{port}"]
         {string.Concat(more.Select(hop => $"  - to: {hop.Domain}\n    hosts: [\"127.0.0.1:{hop.Port}\"]\n"))}
         {Impatient}

         """;

    /// <summary>Everything goes to one next hop that must be who the keys of <c>tls</c> say.</summary>
    public static string Verified(int port, string tls, string more = "") =>
        $$"""
          gatepost-policy: 1
          internal-domains: [example.org]
          next-hops:
            - to: "*"
              hosts: ["127.0.0.1:{{port}}"]
              tls: {mode: verified, {{tls}}}
              {{more}}
          {{Impatient}}

          """;

    /// <summary>One domain in a store that speaks LMTP; everything else goes elsewhere.</summary>
    public static string Store(string place, int others) =>
        $"""
         gatepost-policy: 1
         internal-domains: [example.org]
         next-hops:
           - to: example.org
             hosts: ["{place}"]
             protocol: lmtp
           - to: "*"
             hosts: ["127.0.0.1:{others}"]
         {Impatient}

         """;

    /// <summary>Two domains with a next hop each.</summary>
    public static string TwoNextHops(int steady, int flaky) =>
        $"""
         gatepost-policy: 1
         internal-domains: [steady.example, flaky.example]
         next-hops:
           - to: steady.example
             hosts: ["127.0.0.1:{steady}"]
           - to: flaky.example
             hosts: ["127.0.0.1:{flaky}"]
         {Impatient}

         """;

    /// <summary>Viruses are refused, spam goes to the quarantine, what cannot be scanned too, and an engine that is down puts mail off.</summary>
    public static string Guarded(int port, string clamd = "", string timeout = "5s") =>
        $$"""
          gatepost-policy: 1
          internal-domains: [example.org]
          next-hops:
            - to: "*"
              hosts: ["127.0.0.1:{{port}}"]
          inspectors:
            antivirus: {servers: [{{clamd}}], timeout: {{timeout}}, retry-after: 1s}
          {{Impatient}}
          areas:
            spam: {expires-after: 7d}
            unscannable: {expires-after: 7d}
          rules:
            - name: Poison
              when:
                finding: {category: unscannable, name: POISON}
              then: hold
            - name: An engine is down
              when:
                finding: {category: unscannable, name: ENGINE_DOWN}
              then: temporary-failure
            - name: Viruses
              when:
                finding: {category: virus}
              then:
                reject: It carries a virus.
            - name: Spam
              when:
                finding: {category: spam}
              then:
                quarantine: spam
            - name: Unscannable
              when:
                finding: {category: unscannable}
              then:
                quarantine: unscannable

          """;

    /// <summary>What cannot be scanned, is damaged or carries the test virus is kept from its recipients; there is no other scanner.</summary>
    public static string Bombs(int port) =>
        $$"""
          gatepost-policy: 1
          internal-domains: [example.org]
          next-hops:
            - to: "*"
              hosts: ["127.0.0.1:{{port}}"]
          {{Impatient}}
          areas:
            bombs: {expires-after: 7d}
          rules:
            - name: Bombs
              when:
                finding: {category: [unscannable, malformed, virus]}
              then:
                quarantine: bombs

          """;
}
