namespace Nbpf.Schedules.Tests.Scheduling;

/// <summary>What a schedule must never show.</summary>
public sealed class ScheduleFaultException(string message) : Exception(message);
