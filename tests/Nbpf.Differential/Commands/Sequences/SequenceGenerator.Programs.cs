using Nbpf.Comparison.Commands;
using Nbpf.Differential.Commands.Scripts;

namespace Nbpf.Differential.Commands.Sequences;

/// <content>Programs that work on the maps that are there.</content>
internal sealed partial class SequenceGenerator
{
    private sealed partial class Draft
    {
        private const int MostPrograms = 6;
        private const int MostBlocks = 4;

        private void RunProgram()
        {
            if (programs.Count == 0 || (programs.Count < MostPrograms && Chance(45))) Load(Blocks());
            Operand packet = new($"{Below(6):x2}+00*13");
            script.Run(AnyProgram(), packet, Chance(20) ? (uint)(1 + Below(3)) : 0);
        }

        private string Load(ProgramText text)
        {
            string name = $"p{programs.Count}";
            programs.Add(script.Load(name, text.ToString()));
            return name;
        }

        private ProgramText Simple() => maps.Find(map => map is { HasPlainValues: true, IsClosed: false }) is { } map ? new ProgramText().Count(map.Name, 0) : new ProgramText();

        private ProgramText Blocks()
        {
            ProgramText text = new();
            for (int i = 0, count = 1 + Below(MostBlocks); i < count; i++) Block(text);
            if (maps.Find(map => map.HoldsPrograms) is { } programArray && Chance(50)) text.TailCall(programArray.Name, Place());
            return text;
        }

        private void Block(ProgramText text)
        {
            GeneratedMap map = AnyMap();
            map.IsHeld = true;
            int valueSize = (int)map.ValueSize;
            if (map is { HoldsMaps: true, KeySize: sizeof(uint), Template.HasPlainValues: true })
            {
                int inner = (int)map.Template.ValueSize;
                switch (Below(4))
                {
                    case 0 or 1:
                        text.UpdateInner(map.Name, Place(), Place(), Below(256), inner, UpdateFlags());
                        break;
                    case 2:
                        text.LookupInner(map.Name, Place(), Place());
                        break;
                    default:
                        text.DeleteInner(map.Name, Place(), Place());
                        break;
                }
            }
            else if (map.Type == MapType.RingBuf)
            {
                if (Chance(60)) text.Output(map.Name, Pick(0, 1, 8, 100, 200), Pick<ulong>(0, 0, 1, 2, 4));
                else text.Query(map.Name, Below(4));
            }
            else if (map.HasPlainValues)
            {
                switch (Below(6))
                {
                    case 0 or 1:
                        text.Update(map.Name, Place(), Below(256), valueSize, UpdateFlags());
                        break;
                    case 2:
                        text.Lookup(map.Name, Place());
                        break;
                    case 3:
                        text.Delete(map.Name, Place());
                        break;
                    case 4:
                        text.Count(map.Name, Place());
                        break;
                    default:
                        text.LookupOfCpu(map.Name, Place(), Below(2));
                        break;
                }
            }
        }

        private int Place() => Chance(40) ? ProgramText.FromPacket : Below(5);

        private string AnyProgram() => programs[Below(programs.Count)];
    }
}
