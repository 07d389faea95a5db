namespace Nbpf.Runtime.ProgramTypes;

/// <summary>Offsets of the fields of <c>struct __sk_buff</c>, the context of programs on socket buffers (include/uapi/linux/bpf.h).</summary>
internal static class SkbContext
{
    public const int Length = 0;
    public const int PacketType = 4;
    public const int Mark = 8;
    public const int QueueMapping = 12;
    public const int Protocol = 16;
    public const int VlanPresent = 20;
    public const int VlanTag = 24;
    public const int VlanProtocol = 28;
    public const int Priority = 32;
    public const int IngressInterface = 36;
    public const int Interface = 40;
    public const int TrafficControlIndex = 44;
    public const int ControlData = 48;
    public const int ControlDataEnd = 68;
    public const int Hash = 68;
    public const int TrafficClassId = 72;
    public const int Data = 76;
    public const int DataEnd = 80;
    public const int NapiId = 84;
    public const int DataMeta = 140;
    public const int FlowKeys = 144;
    public const int Timestamp = 152;
    public const int WireLength = 160;
    public const int SegmentCount = 164;
    public const int Socket = 168;
    public const int SegmentSize = 176;
    public const int TimestampType = 180;
    public const int HardwareTimestamp = 184;
    public const int SizeBytes = 192;
}
