using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Extraction;
using Gatepost.Mail.Extraction;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Reads <c>inspectors: content:</c>, how far files are opened.</summary>
internal static class ContentReader
{
    /// <summary>Each costs a key derivation for each archive that needs a password.</summary>
    private const int MostPasswords = 50;

    private const long Megabyte = 1_048_576;

    public static ContentSettings Read(YamlKeys keys)
    {
        var fallback = new ExtractionBudget();
        var settings = new ContentSettings
        {
            Passwords = keys.AnyTexts("passwords", $"at most {MostPasswords} passwords", text => text.Length is > 0 and <= 128 ? null : "expected a password of 1 to 128 characters"),
            Budget = fallback with
            {
                Depth = keys.Number("depth", fallback.Depth, 1, 100),
                FilesPerContainer = keys.Number("files-per-container", fallback.FilesPerContainer, 1, 5_000),
                Files = keys.Number("files", fallback.Files, 1, 10_000),
                FileOctets = keys.Size("file-size", fallback.FileOctets, Megabyte, 1_024 * Megabyte),
                AllOctets = keys.Size("unpacked-size", fallback.AllOctets, Megabyte, 4_096 * Megabyte),
                Ratio = keys.Number("ratio", fallback.Ratio, 10, 10_000),
                Time = keys.Duration("time", fallback.Time, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)),
                CpuTime = keys.Duration("cpu-time", fallback.CpuTime, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)),
            },
        };
        if (settings.Passwords.Length > MostPasswords)
            keys.Errors.Add(keys.Find("passwords")!, $"expected at most {MostPasswords} passwords");
        keys.Finish();
        return settings;
    }
}
