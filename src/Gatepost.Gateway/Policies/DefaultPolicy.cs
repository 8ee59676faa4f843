using System.Text;

namespace Gatepost.Gateway.Policies;

/// <summary><c>policies/default.yaml</c> as it was when the program was built: the first revision of an empty database, and what <c>check</c> uses without one.</summary>
public static class DefaultPolicy
{
    /// <summary>How errors and lists name it.</summary>
    public const string FileName = "policies/default.yaml";

    /// <summary>Its text.</summary>
    public static string Yaml
    {
        get
        {
            using var stream = typeof(DefaultPolicy).Assembly.GetManifestResourceStream(FileName)
                ?? throw new InvalidOperationException($"The build left out {FileName}.");
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Compiled, as revision 0.</summary>
    public static PolicySnapshot Compile()
    {
        var compilation = PolicyCompiler.Compile(Yaml, FileName, revision: 0);
        return compilation.Snapshot ?? throw new InvalidOperationException("The embedded policy has mistakes: " + string.Join("; ", compilation.Errors));
    }
}
