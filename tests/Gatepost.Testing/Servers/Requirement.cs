using System.Runtime.CompilerServices;
using Xunit;

namespace Gatepost.Testing.Servers;

/// <summary>What a test needs of the machine. Where it is missing the test is skipped with the reason; with <c>CI=true</c> it fails.</summary>
public static class Requirement
{
    private static bool IsContinuousIntegration => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>A command on the search path or in the system folders; returns its path.</summary>
    public static string Command(string name, string package)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/usr/bin", "/sbin", "/bin"]);
        var path = folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (path is null)
            Missing($"{name} is not installed (Debian package {package}).");
        return path!;
    }

    /// <summary>A program at a place of its own.</summary>
    public static void Program(string path, string missing)
    {
        if (!File.Exists(path))
            Missing(missing);
    }

    /// <summary>The folder of the newest PostgreSQL's programs: Debian keeps its server out of the search path, one folder a version.</summary>
    public static string PostgreSqlFolder()
    {
        const string Root = "/usr/lib/postgresql";
        var folders = Directory.Exists(Root) ? Directory.GetDirectories(Root).Select(folder => Path.Combine(folder, "bin")) : [];
        var newest = folders.Where(folder => File.Exists(Path.Combine(folder, "postgres"))).Order(StringComparer.Ordinal).LastOrDefault();
        if (newest is null)
            Missing("PostgreSQL is not installed (Debian package postgresql).");
        return newest!;
    }

    /// <summary>A file that <c>./test</c> installs below the repository; returns its path.</summary>
    public static string Installed(string relative)
    {
        var path = Path.Combine(RepositoryRoot(), relative);
        if (!File.Exists(path))
            Missing($"{relative} is not there; ./test installs it.");
        return path;
    }

    /// <summary>The user is root.</summary>
    public static void Root(string why)
    {
        if (!Environment.IsPrivilegedProcess)
            Missing($"Needs root: {why}");
    }

    /// <summary>The folder of public test data beside the checkout; returns its path.</summary>
    public static string Shared(string folder)
    {
        var path = Path.Combine(RepositoryRoot(), "..", "shared", folder);
        if (!Directory.Exists(path))
            Missing($"../shared/{folder} does not lie beside the checkout.");
        return Path.GetFullPath(path);
    }

    /// <summary>The folder with Gatepost.slnx.</summary>
    public static string RepositoryRoot([CallerFilePath] string here = "")
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(here) ?? "/" })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Gatepost.slnx")))
                    return folder.FullName;
            }
        }
        throw new InvalidOperationException("No folder above the tests holds Gatepost.slnx.");
    }

    /// <summary>Something is missing, and that is the reason.</summary>
    internal static void Missing(string reason)
    {
        if (IsContinuousIntegration)
            Assert.Fail(reason);
        Assert.Skip(reason);
    }
}
