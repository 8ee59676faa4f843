using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>Whether a condition about files looks into archives, and at the members there that need a password: their names can be read without it.</summary>
/// <param name="InArchives">Members count.</param>
/// <param name="InEncryptedArchives">Members that need a password count too.</param>
internal readonly record struct MemberScope(bool InArchives, bool InEncryptedArchives)
{
    private const string ArchivesKey = "in-archives";
    private const string EncryptedKey = "in-encrypted-archives";

    public static ImmutableArray<VocabularyKey> Keys { get; } =
    [
        new(ArchivesKey, "true or false", "Look at files in archives too; not set = true."),
        new(EncryptedKey, "true or false", "Look also at files in archives that need a password, as far as the archive shows them; not set = true."),
    ];

    /// <summary>Words behind the sentence of a condition.</summary>
    public string Sentence => this switch
    {
        { InArchives: false } => ", outside archives",
        { InEncryptedArchives: false } => ", in archives too, but not those with a password",
        _ => ", in archives too",
    };

    public static MemberScope Read(YamlKeys keys) => new(keys.Flag(ArchivesKey, true), keys.Flag(EncryptedKey, true));

    public bool Includes(MessagePart part) => !part.IsMember || (InArchives && (InEncryptedArchives || !part.IsEncrypted));
}
