namespace Gatepost.Gateway.Policies.Edits;

/// <summary>Bounds of editing a copy.</summary>
internal static class EditLimits
{
    /// <summary>
    /// Octets of a header block that are looked at for edits: as many as the inspection reads. Our listeners take 1 MiB unless they are set to more (<c>header-size</c>); fields
    /// beyond this stay as they are rather than filling memory, and the inspection has said that it did not read them.
    /// </summary>
    public const int HeaderOctets = 4_194_304;

    /// <summary>Octets of a field line that RFC 5322 section 2.1.1 allows without its CRLF.</summary>
    public const int LineOctets = 998;

    /// <summary>Columns at which new fields are folded (RFC 5322 section 2.1.1).</summary>
    public const int FoldColumn = 78;
}
