namespace Gatepost.Extraction.Jobs;

/// <summary>Where the files of one job lie: on disk in a worker, in memory where a parser is tried out.</summary>
internal interface IJobFolder
{
    /// <summary>A new file for a member.</summary>
    Stream Create(int node);

    /// <summary>A file, to read and to jump about in; 0 is the input.</summary>
    Stream Open(int node);
}
