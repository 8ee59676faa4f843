namespace Gatepost.Fuzz;

/// <summary>
/// One parser under fire. <see cref="Run"/> gives it hostile octets and checks what must hold of whatever it accepts: a property that breaks is a
/// <see cref="BrokenPropertyException"/>, and every exception that comes out is a bug. Stateless, so that one input tells one story.
/// </summary>
internal interface IFuzzTarget
{
    /// <summary>The name on the command line, and of the corpus folder.</summary>
    string Name { get; }

    /// <summary>What is parsed and what must hold, in a line.</summary>
    string Summary { get; }

    /// <summary>Words of the format that mutations put in; each character is an octet.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>Parses one input and checks what came of it.</summary>
    void Run(ReadOnlySpan<byte> input);
}
