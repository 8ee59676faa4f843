using System.Runtime.InteropServices;

namespace Gatepost.Extraction.Isolation;

/// <summary>Numbers of system calls, which differ between processors.</summary>
internal sealed record SystemCalls
{
    public required uint Architecture { get; init; }

    public required uint CloneCall { get; init; }

    // The numbers of newer calls are the same everywhere.
    public static uint Clone3 => 435;

    public required long Seccomp { get; init; }

    public required uint[] Forbidden { get; init; }

    // Newer calls: io_uring (3), moving mounts (6), pidfd (3), the file handles' newer forms.
    private static readonly uint[] NewerForbidden = [424, 425, 426, 427, 428, 429, 430, 431, 432, 433, 434, 438, 442];

    /// <summary>Those of the processor that we run on, or null where nobody listed them.</summary>
    public static SystemCalls? OfThisProcessor() => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => X64,
        System.Runtime.InteropServices.Architecture.Arm64 => Arm64,
        _ => null,
    };

    private static SystemCalls X64 { get; } = new()
    {
        Architecture = 0xc000003e,
        CloneCall = 56,
        Seccomp = 317,
        Forbidden =
        [
            // socket, connect, accept, sendto, recvfrom, sendmsg, recvmsg, bind, listen, socketpair, accept4, recvmmsg, sendmmsg
            41, 42, 43, 44, 45, 46, 47, 49, 50, 53, 288, 299, 307,
            // fork, vfork, execve, execveat
            57, 58, 59, 322,
            // ptrace, process_vm_readv, process_vm_writev, kcmp, personality
            101, 310, 311, 312, 135,
            // mknod, chroot, mount, umount2, pivot_root, unshare, setns, mknodat
            133, 161, 165, 166, 155, 272, 308, 259,
            // swapon, swapoff, reboot, sethostname, setdomainname, iopl, ioperm, init_module, delete_module, finit_module, quotactl, acct
            167, 168, 169, 170, 171, 172, 173, 175, 176, 313, 179, 163,
            // kexec_load, kexec_file_load, add_key, request_key, keyctl, perf_event_open, bpf, userfaultfd
            246, 320, 248, 249, 250, 298, 321, 323,
            // name_to_handle_at, open_by_handle_at, settimeofday, clock_settime, adjtimex, clock_adjtime, syslog, fanotify_init
            303, 304, 164, 227, 159, 305, 103, 300,
            // symlink, link, symlinkat, linkat, the shared memory of System V (shmget, shmat, shmctl)
            88, 86, 266, 265, 29, 30, 31,
            .. NewerForbidden,
        ],
    };

    private static SystemCalls Arm64 { get; } = new()
    {
        Architecture = 0xc00000b7,
        CloneCall = 220,
        Seccomp = 277,
        Forbidden =
        [
            // socket, socketpair, bind, listen, accept, connect, sendto, recvfrom, sendmsg, recvmsg, accept4, recvmmsg, sendmmsg
            198, 199, 200, 201, 202, 203, 206, 207, 211, 212, 242, 243, 269,
            // execve, execveat
            221, 281,
            // ptrace, process_vm_readv, process_vm_writev, kcmp, personality
            117, 270, 271, 272, 92,
            // mknodat, chroot, mount, umount2, pivot_root, unshare, setns
            33, 51, 40, 39, 41, 97, 268,
            // swapon, swapoff, reboot, sethostname, setdomainname, init_module, delete_module, finit_module, quotactl, acct
            224, 225, 142, 161, 162, 105, 106, 273, 60, 89,
            // kexec_load, kexec_file_load, add_key, request_key, keyctl, perf_event_open, bpf, userfaultfd
            104, 294, 217, 218, 219, 241, 280, 282,
            // name_to_handle_at, open_by_handle_at, settimeofday, clock_settime, adjtimex, clock_adjtime, syslog, fanotify_init
            264, 265, 170, 112, 171, 266, 116, 262,
            // symlinkat, linkat, shmget, shmctl, shmat
            36, 37, 194, 195, 196,
            .. NewerForbidden,
        ],
    };
}
