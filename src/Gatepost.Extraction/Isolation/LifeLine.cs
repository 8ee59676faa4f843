namespace Gatepost.Extraction.Isolation;

/// <summary>
/// Ends the worker when its gateway is gone, however that ended, and whatever a parser is at: a worker that hangs over a file would not come to see the end of its standard input, and stay for ever.
/// (The kernel's signal at the death of a parent comes at the end of the parent's thread, which in a pool of threads means nothing.)
/// </summary>
public static class LifeLine
{
    private const int StandardInput = 0;
    private const short HangUp = 0x10;
    private const short Broken = 0x08;

    /// <summary>Watches from now on, on a thread of its own.</summary>
    public static void Watch() => new Thread(Wait) { IsBackground = true, Name = "life line" }.Start();

    private static unsafe void Wait()
    {
        var polled = new Kernel.Polled { Descriptor = StandardInput };
        // With no events asked for, the kernel tells of the other end's alone. An interrupted wait begins anew.
        while (Kernel.Poll(&polled, 1, -1) <= 0 || (polled.Happened & (HangUp | Broken)) == 0)
            Thread.Sleep(1);
        Kernel.Exit(0);
    }
}
