using Gatepost.Terminal;

namespace Gatepost.Commands.Check;

/// <summary>Finds the messages under files, folders, mboxes, Maildirs and <c>-</c>, one after the other, so that a large set needs little memory.</summary>
internal sealed class MailSources(CommandIo io, CheckLimits limits)
{
    /// <summary>The messages of all paths, in the order of their names.</summary>
    public IEnumerable<MailSource> Read(IEnumerable<string> paths) => paths.SelectMany(Read);

    private IEnumerable<MailSource> Read(string path)
    {
        if (path == "-")
            return ReadStream(path, io.OpenInput);
        var full = Path.GetFullPath(path, io.WorkingFolder);
        return Directory.Exists(full) ? ReadFolder(path, full) : ReadStream(path, () => OpenFile(full));
    }

    private IEnumerable<MailSource> ReadFolder(string path, string full)
    {
        try
        {
            var files = Files(path, full).ToArray();
            return files.SelectMany(file => ReadStream(file.Shown, () => OpenFile(file.Full)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [new MailSource(path, null, Words(exception))];
        }
    }

    /// <summary>Every file below a folder; of a Maildir its messages, not what is still being written to <c>tmp</c>. Links are not followed: they may lead in circles.</summary>
    private static IEnumerable<(string Shown, string Full)> Files(string shown, string folder)
    {
        var isMaildir = Directory.Exists(Path.Combine(folder, "cur")) && Directory.Exists(Path.Combine(folder, "new"));
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.ReparsePoint, MaxRecursionDepth = 64,
        };
        var roots = isMaildir ? [Path.Combine(folder, "cur"), Path.Combine(folder, "new")] : new[] { folder };
        return roots
            .SelectMany(root => Directory.EnumerateFiles(root, "*", options))
            .Order(StringComparer.Ordinal)
            .Select(file => (Path.Combine(shown, Path.GetRelativePath(folder, file)), file));
    }

    private IEnumerable<MailSource> ReadStream(string path, Func<Stream> open)
    {
        Stream? stream = null;
        MailSource? failure = null;
        try
        {
            stream = open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failure = new MailSource(path, null, Words(exception));
        }
        if (stream is null)
            return [failure!];
        return new MboxReader(path, stream, limits).Read();
    }

    private static FileStream OpenFile(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 65_536, FileOptions.SequentialScan);

    internal static string Words(Exception exception) => exception is FileNotFoundException or DirectoryNotFoundException
        ? "there is no such file or folder"
        : exception.Message;
}
