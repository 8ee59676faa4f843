using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Gatepost.Hosting.Systemd;

/// <summary>
/// Tells systemd how the service is (sd_notify(3)): ready, reloading, stopping, still alive. Without systemd every call does nothing. A notice that does not arrive is no reason to
/// do anything else: systemd has its own timeouts. Thread-safe.
/// </summary>
internal sealed partial class ServiceNotices(string? notifySocket)
{
    /// <summary>Where systemd listens.</summary>
    public const string Variable = "NOTIFY_SOCKET";

    private const int MonotonicClock = 1;

    /// <summary>True when systemd, or something like it, wants to know.</summary>
    public bool IsWanted => !string.IsNullOrEmpty(notifySocket);

    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    /// <summary>Type=notify-reload wants the time, so that it knows which notice answers its signal.</summary>
    public void Reloading() => Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds()}"));

    public void Stopping() => Send("STOPPING=1\nSTATUS=Lets sessions and deliveries end");

    public void Alive() => Send("WATCHDOG=1");

    private void Send(string notice)
    {
        if (string.IsNullOrEmpty(notifySocket))
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // "@" is an abstract socket: a NUL in its place.
            socket.SendTo(Encoding.UTF8.GetBytes(notice), new UnixDomainSocketEndPoint(notifySocket[0] == '@' ? "\0" + notifySocket[1..] : notifySocket));
        }
        catch (Exception refusal) when (refusal is SocketException or ArgumentException)
        {
            // As said above.
        }
    }

    private static long MonotonicMicroseconds() =>
        ClockCall(MonotonicClock, out var time) == 0 ? (time.Seconds * 1_000_000) + (time.Nanoseconds / 1_000) : 0;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockCall(int clock, out TimeOfClock time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeOfClock
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
