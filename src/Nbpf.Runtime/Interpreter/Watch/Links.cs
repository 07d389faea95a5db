using Nbpf.Verification.State;

namespace Nbpf.Runtime.Interpreter.Watch;

/// <summary>
/// Values that the verifier takes for the same, give or take a constant: numbers with one identity, and pointers whose variable
/// parts, or answers to a test for NULL, are one.
/// </summary>
internal sealed class Links
{
    private readonly List<(RegisterKind Kind, uint Id, uint Link, ulong Base)> members = [];

    /// <summary>Forgets all.</summary>
    public void Clear() => members.Clear();

    /// <summary>Adds a value; false when it does not fit one that it is linked with.</summary>
    public bool TryAdd(in RegisterState register, ulong value)
    {
        bool isLinked = register.BaseId != 0 && (register.Kind == RegisterKind.Scalar || register.IsPacketPointer || register.MayBeNull);
        if (!isLinked)
            return true;
        uint link = register.Kind == RegisterKind.Scalar ? register.Id & RegisterState.LinkOffset : 0;
        ulong distance = register.Kind == RegisterKind.Scalar && link == 0 ? 0 : (ulong)(long)register.Offset;
        ulong origin = link == RegisterState.LinkOffset32 ? (uint)(value - distance) : value - distance;
        foreach ((RegisterKind kind, uint id, uint otherLink, ulong other) in members)
        {
            // What was added in 32 bits and what was added in 64 are never compared with one another.
            if (kind == register.Kind && id == register.BaseId && (link ^ otherLink) != RegisterState.LinkOffset && other != origin)
                return false;
        }

        members.Add((register.Kind, register.BaseId, link, origin));
        return true;
    }
}
