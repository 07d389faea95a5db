using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

public sealed class MapInMapErrnoTests
{
    /// <summary>Steps that create maps of types which are not there yet: they answer EINVAL.</summary>
    private static readonly HashSet<string> TypesNotThereYet =
    [
        "CREATE AOM inner=PERF_EVENT_ARRAY",
        "CREATE CGROUP_STORAGE",
        "CREATE AOM inner=CGROUP_STORAGE",
        "CREATE AOM inner=XSKMAP",
        "CREATE AOM inner=DEVMAP",
        "CREATE AOM inner=LPM",
        "CREATE ARENA",
        "CREATE AOM inner=ARENA",
    ];

    [Fact]
    public void Script_InProcess_AnswersAsLinuxDoes()
    {
        using BpfRuntime kernel = new();
        IEnumerable<MapInMapAnswer> expected = MapInMapAnswer.Recorded.Select(
            answer => TypesNotThereYet.Contains(answer.Label) ? answer with { Errno = Errno.EINVAL } : answer);
        Assert.Equal(expected, new MapInMapErrnoScript(kernel).Run());
    }
}
