namespace Nbpf.Syscall;

/// <summary>Error numbers that BPF commands answer, by Linux's names and x86-64 numbers (include/uapi/asm-generic/errno*.h, include/linux/errno.h).</summary>
public enum Errno
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Operation not permitted.</summary>
    EPERM = 1,

    /// <summary>No such entry.</summary>
    ENOENT = 2,

    /// <summary>No such process.</summary>
    ESRCH = 3,

    /// <summary>Interrupted system call.</summary>
    EINTR = 4,

    /// <summary>Input/output error.</summary>
    EIO = 5,

    /// <summary>No such device or address; in BPF: a CPU that does not exist.</summary>
    ENXIO = 6,

    /// <summary>Argument list too long; in BPF: index or count past a limit.</summary>
    E2BIG = 7,

    /// <summary>Bad file descriptor.</summary>
    EBADF = 9,

    /// <summary>Try again.</summary>
    EAGAIN = 11,

    /// <summary>Out of memory.</summary>
    ENOMEM = 12,

    /// <summary>Permission denied; in BPF: what the verifier refuses as unsafe access.</summary>
    EACCES = 13,

    /// <summary>Bad address.</summary>
    EFAULT = 14,

    /// <summary>Resource busy.</summary>
    EBUSY = 16,

    /// <summary>Entry exists.</summary>
    EEXIST = 17,

    /// <summary>No such device.</summary>
    ENODEV = 19,

    /// <summary>Not a directory.</summary>
    ENOTDIR = 20,

    /// <summary>Is a directory.</summary>
    EISDIR = 21,

    /// <summary>Invalid argument.</summary>
    EINVAL = 22,

    /// <summary>Too many open files in the system.</summary>
    ENFILE = 23,

    /// <summary>Too many open files.</summary>
    EMFILE = 24,

    /// <summary>Too large.</summary>
    EFBIG = 27,

    /// <summary>No space left; in BPF: buffer too small for the answer.</summary>
    ENOSPC = 28,

    /// <summary>Argument out of domain.</summary>
    EDOM = 33,

    /// <summary>Numerical result out of range.</summary>
    ERANGE = 34,

    /// <summary>Name too long.</summary>
    ENAMETOOLONG = 36,

    /// <summary>Function not implemented.</summary>
    ENOSYS = 38,

    /// <summary>Directory not empty.</summary>
    ENOTEMPTY = 39,

    /// <summary>Too many levels; in BPF: tail call limit, loops of maps.</summary>
    ELOOP = 40,

    /// <summary>Invalid request.</summary>
    EBADR = 53,

    /// <summary>No data.</summary>
    ENODATA = 61,

    /// <summary>The link was severed.</summary>
    ENOLINK = 67,

    /// <summary>Protocol error.</summary>
    EPROTO = 71,

    /// <summary>Not a data message; in BPF: a checksum that does not follow the packet.</summary>
    EBADMSG = 74,

    /// <summary>File descriptor in bad state; in BPF: not open, as BPF_OBJ_GET_INFO_BY_FD says it.</summary>
    EBADFD = 77,

    /// <summary>Not a socket.</summary>
    ENOTSOCK = 88,

    /// <summary>Operation not supported on this object.</summary>
    EOPNOTSUPP = 95,

    /// <summary>Address family not supported.</summary>
    EAFNOSUPPORT = 97,

    /// <summary>Address in use.</summary>
    EADDRINUSE = 98,

    /// <summary>The network is down.</summary>
    ENETDOWN = 100,

    /// <summary>No buffer space available.</summary>
    ENOBUFS = 105,

    /// <summary>Timed out.</summary>
    ETIMEDOUT = 110,

    /// <summary>Stale: it has changed since.</summary>
    ESTALE = 116,

    /// <summary>Operation not supported (kernel-internal number that bpf(2) leaks).</summary>
    ENOTSUPP = 524,
}
