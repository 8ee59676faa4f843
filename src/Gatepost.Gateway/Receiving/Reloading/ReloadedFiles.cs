using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving.Reloading;

/// <summary>
/// Files that are read again when their content changes. A file that is being written, or half of a new pair, must not be taken: a change counts when two
/// checks in a row see the same. What cannot be used changes nothing; the log names the file.
/// </summary>
internal abstract class ReloadedFiles(string what, ImmutableArray<string> files, ILogger logger)
{
    /// <summary>Certificates, keys and lists of accounts are far smaller; a device file named by mistake is not read to its end.</summary>
    private const int MaxOctets = 16 << 20;

    private readonly Lock _lock = new();
    private string _tried = "";
    private string _seen = "";

    /// <summary>What the files hold, in words.</summary>
    public string What => what;

    /// <summary>Loads at once, whatever was seen before. Null, or why what was in use stays in use.</summary>
    public string? Reload()
    {
        lock (_lock)
            return Load(Fingerprint());
    }

    /// <summary>Called from time to time: loads what has changed and stands still.</summary>
    public void Check()
    {
        lock (_lock)
        {
            var now = Fingerprint();
            if (now != _tried && now == _seen)
                Load(now);
            _seen = now;
        }
    }

    /// <summary>Reads the files and puts what they hold in use. Null, or why not, with the file's name.</summary>
    protected abstract string? TakeIntoUse();

    private string? Load(string fingerprint)
    {
        var isFirst = _tried.Length == 0;
        (_tried, _seen) = (fingerprint, fingerprint);
        var problem = TakeIntoUse();
        if (problem is not null && !isFirst)
            ReloadingLog.NotReloaded(logger, what, problem);
        else if (problem is null && !isFirst)
            ReloadingLog.Reloaded(logger, what);
        return problem;
    }

    /// <summary>Of the content: times lie when a file is restored, and a link that points elsewhere has none of its own.</summary>
    private string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            hash.AppendData(DigestOf(file));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static byte[] DigestOf(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var octets = new byte[Math.Min(stream.CanSeek ? stream.Length : MaxOctets, MaxOctets)];
            return SHA256.HashData(octets.AsSpan(0, stream.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(e.GetType().Name));
        }
    }
}

/// <summary>Files that make one value. <see cref="Current"/> may be read by any thread.</summary>
internal sealed class ReloadedFiles<T>(string what, ImmutableArray<string> files, T first, Func<Loaded<T>> load, ILogger logger)
    : ReloadedFiles(what, files, logger)
    where T : class
{
    private volatile T _current = first;

    /// <summary>The value in use.</summary>
    public T Current => _current;

    protected override string? TakeIntoUse()
    {
        var (value, problem) = load();
        if (value is not null)
            _current = value;
        return value is null ? problem : null;
    }
}

/// <summary>What files hold, or why that cannot be used, with the name of the file.</summary>
internal readonly record struct Loaded<T>(T? Value, string? Problem)
    where T : class
{
    public static Loaded<T> Of(T value) => new(value, null);

    public static Loaded<T> Failed(string problem) => new(null, problem);
}
