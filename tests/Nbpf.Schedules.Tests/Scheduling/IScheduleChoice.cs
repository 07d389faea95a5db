namespace Nbpf.Schedules.Tests.Scheduling;

/// <summary>Chooses which thread goes on.</summary>
internal interface IScheduleChoice
{
    /// <summary>Chooses one of several threads that can go on.</summary>
    /// <param name="count">How many, at least two.</param>
    /// <param name="isPreemption">Whether number 0 is the thread that has the turn and could keep it.</param>
    /// <returns>A number below <paramref name="count"/>.</returns>
    int Choose(int count, bool isPreemption);
}
