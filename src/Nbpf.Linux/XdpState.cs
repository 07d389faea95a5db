namespace Nbpf.Linux;

/// <summary>What is attached to an interface's XDP.</summary>
/// <param name="Attachment">Where.</param>
/// <param name="GenericProgramId">Id of the program in the network stack; 0 for none.</param>
/// <param name="DriverProgramId">Id of the program in the driver; 0 for none.</param>
/// <param name="HardwareProgramId">Id of the program in the hardware; 0 for none.</param>
public sealed record XdpState(XdpAttachment Attachment, uint GenericProgramId, uint DriverProgramId, uint HardwareProgramId);
