namespace Nbpf.Schedules.Tests.Scheduling;

/// <summary>Takes the turn away at random: in some schedules at every other yield point, in some hardly ever.</summary>
internal sealed class RandomChoice : IScheduleChoice
{
    private static readonly uint[] OneIn = [2, 4, 8, 16, 32, 64];

    private readonly uint oneIn;
    private ulong state;

    /// <summary>Makes the choices of a seed.</summary>
    public RandomChoice(ulong seed)
    {
        state = seed * 0x9e3779b97f4a7c15 + 0xd1b54a32d192ed03;
        oneIn = OneIn[Next((uint)OneIn.Length)];
    }

    /// <inheritdoc/>
    public int Choose(int count, bool isPreemption)
    {
        if (!isPreemption)
            return (int)Next((uint)count);
        return Next(oneIn) == 0 ? 1 + (int)Next((uint)count - 1) : 0;
    }

    /// <summary>A number below a bound (splitmix64).</summary>
    public uint Next(uint bound)
    {
        state += 0x9e3779b97f4a7c15;
        ulong mixed = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return (uint)(((mixed ^ (mixed >> 31)) >> 32) * bound >> 32);
    }
}
