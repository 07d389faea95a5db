using System.Runtime.CompilerServices;

namespace Nbpf;

/// <summary>Ends the printing of hostile types: those nested deeper than the stack, and those that repeat each other or their padding without end.</summary>
internal sealed class CPrintingBounds(Btf btf)
{
    // The kernel's types take less than one visit per byte.
    private long _visitsLeft = 100_000 + (16L * btf.TypeBytes.Length);

    /// <summary>To be called once for every visit of a type and every line of padding.</summary>
    internal void Enter(uint id)
    {
        if (--_visitsLeft < 0) throw Endless(id, "makes a text too long to be printed");
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw Endless(id, "is nested too deeply to be printed");
    }

    internal BpfFormatException Fault(uint id, string message) => new($"BTF type {id}: {message}", btf.PlaceOf(id));

    // BTF lets prototypes go in circles, and C has no words for that; looked for only when the text had no end.
    private BpfFormatException Endless(uint id, string message) => FindCircle() is { } circle ? Fault(circle, "refers to itself through a function's prototype") : Fault(id, message);

    /// <summary>A type that pointers, arrays, typedefs, modifiers and prototypes lead back to; structs can be declared, and end such a way.</summary>
    private uint? FindCircle()
    {
        var isDone = new bool[btf.TypeCount + 1];
        var isOpen = new bool[btf.TypeCount + 1];
        var open = new Stack<(uint Id, int Next)>();
        for (uint start = 1; start <= btf.TypeCount; start++)
        {
            open.Push((start, 0));
            while (open.TryPop(out (uint Id, int Next) place))
            {
                isOpen[place.Id] = true;
                if (Reference(btf[place.Id], place.Next) is not { } next)
                {
                    isOpen[place.Id] = false;
                    isDone[place.Id] = true;
                    continue;
                }

                if (isOpen[next]) return next;
                open.Push((place.Id, place.Next + 1));
                if (!isDone[next]) open.Push((next, 0));
            }
        }

        return null;
    }

    /// <summary>What a type refers to, one after the other; null behind the last.</summary>
    private static uint? Reference(BtfType type, int index) => type.Kind switch
    {
        BtfKind.FuncProto => index == 0 ? type.TargetId : index <= type.Count ? type.Parameter(index - 1).TypeId : null,
        BtfKind.Ptr or BtfKind.Array or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag => index == 0 ? type.TargetId : null,
        _ => null,
    };
}
