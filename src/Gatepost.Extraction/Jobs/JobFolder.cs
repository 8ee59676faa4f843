using System.Globalization;

namespace Gatepost.Extraction.Jobs;

/// <summary>The folder of one job: the input under <see cref="InputName"/>, the members under their numbers. No name that came with a message is ever one of a file here.</summary>
internal sealed class JobFolder(string path) : IJobFolder
{
    /// <summary>What the gateway put there.</summary>
    public const string InputName = "in";

    public Stream Create(int node) => new FileStream(PathOf(node), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public Stream Open(int node) => new FileStream(PathOf(node), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 16_384);

    private string PathOf(int node) => Path.Combine(path, node == 0 ? InputName : node.ToString(CultureInfo.InvariantCulture));
}
