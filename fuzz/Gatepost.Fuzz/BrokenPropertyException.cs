namespace Gatepost.Fuzz;

/// <summary>Something that must hold for every input did not.</summary>
internal sealed class BrokenPropertyException(string message) : Exception(message);
