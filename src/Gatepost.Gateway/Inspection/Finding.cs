namespace Gatepost.Gateway.Inspection;

/// <summary>One positive fact about a message. A finding never decides; the policy does.</summary>
/// <param name="Inspector">Who says so, by its <see cref="InspectorDescriptor.Name"/>.</param>
/// <param name="Category">What kind of fact.</param>
/// <param name="Name">Upper-case name listed in <c>docs/findings.md</c>, or an engine's own signature name; its meaning never changes.</param>
/// <param name="Part">The <c>MessagePart.Path</c> that it is about, or null for the whole message.</param>
/// <param name="Evidence">What was seen, in words that an administrator understands; one line, no secrets.</param>
/// <param name="Score">How sure or how bad, by the inspector's own scale; 0 where it has none.</param>
public sealed record Finding(
    string Inspector, FindingCategory Category, string Name, string? Part, string Evidence, double Score = 0);

/// <summary>The closed set of categories; the wire form is kebab-case (<c>advanced-threat</c>).</summary>
public enum FindingCategory
{
    /// <summary>Known malware.</summary>
    Virus = 0,

    /// <summary>Behaves like malware that nobody has named yet.</summary>
    AdvancedThreat,

    /// <summary>Unsolicited bulk mail.</summary>
    Spam,

    /// <summary>Wants credentials or money under a false name.</summary>
    Phishing,

    /// <summary>Deceives without a link or a file (business e-mail compromise).</summary>
    SocialEngineering,

    /// <summary>Bulk mail that somebody may want.</summary>
    Graymail,

    /// <summary>Calls a command-and-control server.</summary>
    CommandAndControl,

    /// <summary>Links to a bad site.</summary>
    WebReputation,

    /// <summary>A file of bad reputation.</summary>
    FileReputation,

    /// <summary>Claims to come from somebody else.</summary>
    Spoofing,

    /// <summary>SPF, DKIM, DMARC or ARC failed.</summary>
    Authentication,

    /// <summary>A sender of bad reputation.</summary>
    Reputation,

    /// <summary>Something that must not leave.</summary>
    DataLoss,

    /// <summary>A kind of file that the policy names.</summary>
    Attachment,

    /// <summary>Words or patterns that the policy names.</summary>
    Content,

    /// <summary>Could not be inspected: an engine down, a time-out, a limit. Promise 3: nothing passes unread.</summary>
    Unscannable,

    /// <summary>Needs a password to be read.</summary>
    Encrypted,

    /// <summary>Breaks the format so that readers may differ.</summary>
    Malformed,

    /// <summary>Two readers would see two different messages.</summary>
    Ambiguous,

    /// <summary>On a shared list of suspicious objects.</summary>
    SuspiciousObject,
}
