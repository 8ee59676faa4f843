using System.Collections.Immutable;

namespace Gatepost.Gateway.Extraction;

/// <summary>How a worker is started: our own binary in the role <c>extractor</c>, as the composition says.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Passed as they are, before the scratch folder; no shell is between.</param>
public sealed record ExtractorCommand(string FileName, ImmutableArray<string> Arguments);
