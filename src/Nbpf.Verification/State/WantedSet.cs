using System.Numerics;
using System.Text;

namespace Nbpf.Verification.State;

/// <summary>Registers and stack slots, per frame, whose exact values are wanted at the point reached going backwards.</summary>
internal sealed class WantedSet
{
    /// <summary>r1 to r5.</summary>
    public const uint Arguments = 0x3e;

    private readonly uint[] _registers = new uint[Limits.CallFrames];
    private readonly ulong[] _slots = new ulong[Limits.CallFrames];

    /// <summary>The frame that the point reached belongs to.</summary>
    public int Frame { get; private set; }

    /// <summary>True when nothing is wanted.</summary>
    public bool IsEmpty
    {
        get
        {
            for (int i = 0; i <= Frame; i++)
            {
                if ((_registers[i] | _slots[i]) != 0)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Begins at a frame, keeping what is already wanted.</summary>
    public void Start(int frame) => Frame = frame;

    /// <summary>Wants nothing any more.</summary>
    public void Clear()
    {
        Array.Clear(_registers);
        Array.Clear(_slots);
        Frame = 0;
    }

    /// <summary>Going back over a return: into the callee. False when that would be too deep.</summary>
    public bool EnterCallee()
    {
        if (Frame == Limits.CallFrames - 1)
            return false;
        Frame++;
        return true;
    }

    /// <summary>Going back over a call: into the caller. False from the outermost frame.</summary>
    public bool LeaveCallee()
    {
        if (Frame == 0)
            return false;
        Frame--;
        return true;
    }

    /// <summary>Registers wanted of a frame.</summary>
    public uint Registers(int frame) => _registers[frame];

    /// <summary>Slots wanted of a frame.</summary>
    public ulong Slots(int frame) => _slots[frame];

    /// <summary>True when a register of the current frame is wanted.</summary>
    public bool Has(int register) => (_registers[Frame] & (1u << register)) != 0;

    /// <summary>Wants a register of the current frame.</summary>
    public void Add(int register) => AddRegister(Frame, register);

    /// <summary>No longer wants a register of the current frame.</summary>
    public void Remove(int register) => RemoveRegister(Frame, register);

    /// <summary>Wants a register.</summary>
    public void AddRegister(int frame, int register) => _registers[frame] |= 1u << register;

    /// <summary>No longer wants a register.</summary>
    public void RemoveRegister(int frame, int register) => _registers[frame] &= ~(1u << register);

    /// <summary>True when a slot is wanted.</summary>
    public bool HasSlot(int frame, int slot) => (_slots[frame] & (1UL << slot)) != 0;

    /// <summary>Wants a slot.</summary>
    public void AddSlot(int frame, int slot) => _slots[frame] |= 1UL << slot;

    /// <summary>No longer wants a slot.</summary>
    public void RemoveSlot(int frame, int slot) => _slots[frame] &= ~(1UL << slot);

    /// <summary>Appends <c>regs=r1,r2 stack=-8</c> of a frame.</summary>
    public void Append(StringBuilder text, int frame)
    {
        text.Append("regs=");
        bool first = true;
        for (uint left = _registers[frame]; left != 0; left &= left - 1)
        {
            text.Append(first ? "r" : ",r").Append(BitOperations.TrailingZeroCount(left));
            first = false;
        }

        text.Append(" stack=");
        first = true;
        for (ulong left = _slots[frame]; left != 0; left &= left - 1)
        {
            text.Append(first ? "-" : ",-").Append((BitOperations.TrailingZeroCount(left) + 1) * 8);
            first = false;
        }
    }

    /// <summary>
    /// When one of several registers and slots that are known to be linked is wanted, all are: their ranges were refined
    /// together.
    /// </summary>
    public void AddLinked(ulong packed)
    {
        if (packed == 0)
            return;
        LinkedRegisterSet set = LinkedRegisterSet.Unpack(packed);
        bool any = false;
        for (int i = 0; i < set.Count && !any; i++)
        {
            LinkedRegisterSet.Entry entry = set[i];
            any = entry.IsRegister ? (_registers[entry.Frame] & (1u << entry.Number)) != 0 : HasSlot(entry.Frame, entry.Number);
        }

        for (int i = 0; i < set.Count && any; i++)
        {
            LinkedRegisterSet.Entry entry = set[i];
            if (entry.IsRegister)
                AddRegister(entry.Frame, entry.Number);
            else
                AddSlot(entry.Frame, entry.Number);
        }
    }
}
