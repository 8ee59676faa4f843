namespace Gatepost.Extraction.Jobs;

/// <summary>The files of one job in memory, for fuzzing and measuring: small ones only.</summary>
internal sealed class MemoryJobFolder(ReadOnlyMemory<byte> input) : IJobFolder
{
    private readonly Dictionary<int, MemoryStream> _members = [];

    public Stream Create(int node) => _members[node] = new MemoryStream();

    public Stream Open(int node) => new MemoryStream(Octets(node).ToArray(), writable: false);

    /// <summary>The octets of a file; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Octets(int node) => node == 0 ? input : _members.TryGetValue(node, out var written) ? written.ToArray() : default;
}
