using System.Runtime.InteropServices;

namespace Gatepost.Extraction.Isolation;

/// <summary>
/// Takes the system calls away that a parser has no use for and an intruder has: sockets, other processes, programs, mounts, keys, kernel interfaces with a history of holes. A list of what is
/// forbidden and not of what is allowed, since a runtime's needs change with its version and the C library's: files are Landlock's matter. Applied to every thread at once.
/// </summary>
internal static unsafe class Seccomp
{
    private const int SetModeFilter = 1;
    private const int SynchroniseThreads = 1;
    private const uint Allow = 0x7fff0000;
    private const uint Refuse = 0x00050000 | Denied;
    private const uint NotThere = 0x00050000 | Missing;
    // EPERM, ENOSYS
    private const uint Denied = 1;
    private const uint Missing = 38;

    private const ushort LoadWord = 0x20;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpAnySet = 0x45;
    private const ushort Return = 0x06;
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint FirstArgumentOffset = 16;
    private const uint CloneThread = 0x00010000;

    /// <summary>Applies the filter; false where the kernel or the processor is not known. Needs no_new_privs.</summary>
    public static bool Apply()
    {
        var calls = SystemCalls.OfThisProcessor();
        if (calls is null)
            return false;
        var program = Build(calls);
        fixed (Instruction* instructions = program)
        {
            var header = new Program { Length = (ushort)program.Length, Instructions = instructions };
            return Kernel.Call(calls.Seccomp, SetModeFilter, SynchroniseThreads, (nint)(&header), 0) == 0;
        }
    }

    private static Instruction[] Build(SystemCalls calls)
    {
        var program = new List<Instruction>
        {
            new(LoadWord, 0, 0, ArchitectureOffset),
            new(JumpEqual, 1, 0, calls.Architecture),
            new(Return, 0, 0, Refuse),
            new(LoadWord, 0, 0, NumberOffset),
        };
        // The second numbering of x86-64 would pass every list by.
        program.Add(new(JumpAnySet, 0, 1, 0x40000000));
        program.Add(new(Return, 0, 0, Refuse));
        // The C library falls back on clone, whose flags can be seen: threads yes, processes no.
        program.Add(new(JumpEqual, 0, 1, SystemCalls.Clone3));
        program.Add(new(Return, 0, 0, NotThere));
        foreach (var call in calls.Forbidden)
        {
            program.Add(new(JumpEqual, 0, 1, call));
            program.Add(new(Return, 0, 0, Refuse));
        }
        program.Add(new(JumpEqual, 0, 3, calls.CloneCall));
        program.Add(new(LoadWord, 0, 0, FirstArgumentOffset));
        program.Add(new(JumpAnySet, 1, 0, CloneThread));
        program.Add(new(Return, 0, 0, Refuse));
        program.Add(new(Return, 0, 0, Allow));
        return [.. program];
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instruction(ushort code, byte ifTrue, byte ifFalse, uint value)
    {
        public readonly ushort Code = code;
        public readonly byte IfTrue = ifTrue;
        public readonly byte IfFalse = ifFalse;
        public readonly uint Value = value;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}
