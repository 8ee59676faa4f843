using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Gatepost.Gateway.Policies;

/// <summary>
/// One change to a copy, noted in the spool record and carried out when the copy is sent. All are spliced into the original octets:
/// what no edit names goes out as it came. The closed set of kinds is part of the spool format.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "edit")]
[JsonDerivedType(typeof(AddHeaderEdit), "add-header")]
[JsonDerivedType(typeof(RemoveHeaderEdit), "remove-header")]
[JsonDerivedType(typeof(TagSubjectEdit), "tag-subject")]
[JsonDerivedType(typeof(StripPartsEdit), "strip-parts")]
public abstract record MessageEdit;

/// <summary>Adds a header field above the existing ones; several stand in the order of the edits.</summary>
/// <param name="Name">A valid field name (RFC 5322 section 2.2).</param>
/// <param name="Value">Unicode; encoded (RFC 2047) and folded when written.</param>
public sealed record AddHeaderEdit(string Name, string Value) : MessageEdit;

/// <summary>
/// Removes header fields of a name, case-insensitive; <see cref="ValuePrefix"/> limits it to values that begin with that whole word, comments and quotes in front
/// of it not counted: <c>mx.example.org</c> does not stand in <c>mx.example.org.example.net</c>.
/// </summary>
public sealed record RemoveHeaderEdit(string Name, string? ValuePrefix = null) : MessageEdit;

/// <summary>Puts a tag in front of the subject, once: a subject that carries it already stays.</summary>
public sealed record TagSubjectEdit(string Tag) : MessageEdit;

/// <summary>Replaces parts by a notice.</summary>
/// <param name="Parts">The <c>MessagePart.Path</c>s to take out.</param>
/// <param name="Notice">The text that takes their place.</param>
public sealed record StripPartsEdit(ImmutableArray<string> Parts, string Notice) : MessageEdit
{
    /// <summary>By value, parts in order: recipients whose edits are equal share one copy.</summary>
    public bool Equals(StripPartsEdit? other) => other is not null && Notice == other.Notice && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Notice, Parts.Length, Parts.FirstOrDefault());
}
